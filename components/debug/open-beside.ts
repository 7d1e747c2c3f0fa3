/**
 * The way from what a policy changed to its span, and back. Both keep everything else that the address says, and bring what
 * they open into view: the two are far apart on the page.
 */
export const tracePanelId = "trace";
export const changesId = "policy-flow";
const stepSpan = /^step-(\d{1,4})$/;

function go(changes: Readonly<Record<string, string | null>>, elementId: string): void {
  const next = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  history.replaceState(null, "", `${location.pathname}?${next.toString()}`);
  document.getElementById(elementId)?.scrollIntoView({ block: "start" });
}

/** Opens the span of a policy's step. @param step index in the call's steps */
export function openSpanOf(step: number): void {
  go({ span: `step-${String(step)}`, trace: null, find: null, matches: null }, tracePanelId);
}

/** Shows only what a policy's step changed. */
export function openChangesOf(step: number): void {
  go({ policy: String(step), change: null }, changesId);
}

/** The step whose span an address names; `null` when it names a span itself. */
export function readStepSpan(value: string | null): number | null {
  const [, step] = stepSpan.exec(value ?? "") ?? [];
  return step === undefined ? null : Number(step);
}
