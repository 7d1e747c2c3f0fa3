/** Why a page cannot be shown or brought up to date, as far as `/readyz` knows. */
export type Trouble = "database" | "unreachable" | "other";

/** @returns `other` when Diffract itself finds that nothing is missing */
export async function findTrouble(signal: AbortSignal): Promise<Trouble> {
  try {
    const response = await fetch("/readyz", { signal, cache: "no-store" });
    if (response.ok) return "other";
    const { missing = [] } = (await response.json()) as { readonly missing?: readonly string[] };
    return missing.includes("database") ? "database" : "unreachable";
  } catch (error) {
    if (signal.aborted) throw error;
    return "unreachable";
  }
}
