import {
  CircleCheck,
  CircleSlash,
  CloudAlert,
  Loader,
  OctagonX,
  PlugZap,
  Scissors,
  UserX,
  type LucideIcon,
} from "lucide-react";
import type { CallState } from "@/lib/core/contracts/call";

/** A picture for each state; words always stand beside it. */
export const stateIcons: Readonly<Record<CallState, LucideIcon>> = {
  in_progress: Loader,
  completed: CircleCheck,
  blocked: OctagonX,
  rejected: CircleSlash,
  client_aborted: UserX,
  upstream_error: CloudAlert,
  upstream_truncated: Scissors,
  interrupted: PlugZap,
};
