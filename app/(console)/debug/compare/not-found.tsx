import { ComparePicker } from "@/components/debug/compare/compare-picker";

export default function CompareNotFound() {
  return <ComparePicker a={null} b={null} problem="One of these two calls is not known here." />;
}
