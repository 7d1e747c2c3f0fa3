import type { UncountedReason, Usage } from "../contracts/call";

const reasons: Readonly<Record<UncountedReason, string>> = {
  not_text: "pictures, sound and files cannot be counted here",
  kept_elsewhere: "a part of the conversation is kept by the provider",
  not_kept: "not all bytes were recorded",
  too_long: "the text is too long to be counted here",
  too_slow: "counting took too long",
  busy: "there was too much else to do",
  failed: "counting failed",
};

/** Why token counts are unknown, as a sentence. */
export function describeUnknownUsage({ uncounted }: Usage): string {
  const silence = "The provider reported no token counts";
  return uncounted === undefined ? `${silence}.` : `${silence}, and ${reasons[uncounted]}.`;
}

/** Why nobody knows what a call cost, as a sentence. */
export function describeUnknownCost(usage: Usage): string {
  const { input_tokens: input, output_tokens: output, audio_seconds: seconds } = usage;
  if (usage.uncounted !== undefined) return describeUnknownUsage(usage);
  const isMeasured = input !== null || output !== null || seconds !== undefined;
  return isMeasured ? "No price is known for this." : describeUnknownUsage(usage);
}
