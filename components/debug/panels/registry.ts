import { certificatePanel } from "./certificate/certificate-panel";
import type { DebugPanel } from "./define-panel";
import { timingPanel } from "./timing/timing-panel";
import { tracePanel } from "./trace/trace-panel";
import { usagePanel } from "./usage/usage-panel";

/** The panels below the bodies, in order. A new one is a folder here and a line below. */
export const debugPanels: readonly DebugPanel[] = [tracePanel, timingPanel, usagePanel, certificatePanel];
