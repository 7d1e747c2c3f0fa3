import type { PolicyStep } from "@/lib/core/contracts/call";

/** The spectrum's lines as they are written for Tailwind, which reads whole class names only. */
const lines = [
  { number: 1, text: "text-policy-1", fill: "bg-policy-1", border: "border-policy-1" },
  { number: 2, text: "text-policy-2", fill: "bg-policy-2", border: "border-policy-2" },
  { number: 3, text: "text-policy-3", fill: "bg-policy-3", border: "border-policy-3" },
  { number: 4, text: "text-policy-4", fill: "bg-policy-4", border: "border-policy-4" },
  { number: 5, text: "text-policy-5", fill: "bg-policy-5", border: "border-policy-5" },
  { number: 6, text: "text-policy-6", fill: "bg-policy-6", border: "border-policy-6" },
  { number: 7, text: "text-policy-7", fill: "bg-policy-7", border: "border-policy-7" },
  { number: 8, text: "text-policy-8", fill: "bg-policy-8", border: "border-policy-8" },
] as const;

const nobody = { number: 0, text: "text-ink-2", fill: "bg-ink-3", border: "border-ink-3" } as const;

export type PolicyColour = (typeof lines)[number] | typeof nobody;

/** The colour of a policy on one call: by the order in which its policies first ran, the same in all panels. */
export function policyColour(steps: readonly Pick<PolicyStep, "policy_id">[], policyId: string | null): PolicyColour {
  const order = [...new Set(steps.map((step) => step.policy_id))];
  const at = policyId === null ? -1 : order.indexOf(policyId);
  return at < 0 ? nobody : (lines[at % lines.length] ?? nobody);
}
