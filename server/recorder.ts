import { runRecorder } from "@/lib/runtime/recorder";

runRecorder();
