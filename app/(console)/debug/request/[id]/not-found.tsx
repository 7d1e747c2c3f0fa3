import { CallNotFound } from "@/components/debug/call-not-found";

export default function NotFound() {
  return <CallNotFound />;
}
