import { z } from "zod";
import { definePolicy } from "@/lib/core/contracts/policy";
import type { PersonalDataKind } from "./detector";
import { createScannerFactory, kindLabels, mayHoldPersonalData } from "./personal-data-scanner";

function actionOf(kind: PersonalDataKind): z.ZodDefault<z.ZodEnum<{ redact: "redact"; block: "block"; off: "off" }>> {
  return z.enum(["redact", "block", "off"]).default("redact").meta({ title: kindLabels[kind] });
}

const config = z.strictObject({
  kinds: z
    .strictObject({
      account_number: actionOf("account_number"),
      email: actionOf("email"),
      card: actionOf("card"),
      phone: actionOf("phone"),
      iban: actionOf("iban"),
      ssn: actionOf("ssn"),
      ip: actionOf("ip"),
      secret: actionOf("secret"),
    })
    .prefault({})
    .meta({ title: "What to look for", description: "Block stops a request; in an answer it redacts." }),
  replacement: z.string().max(200).default("[REDACTED]").meta({ title: "Replacement" }),
  where: z.enum(["requests", "responses", "both"]).default("responses").meta({ title: "Where" }),
});

const hooksByPlace = { requests: ["request"], responses: ["response"], both: ["request", "response"] } as const;

/** Removes personal data and secrets from texts. */
export const redactPersonalData = definePolicy({
  id: "redact-personal-data",
  version: "1.0.0",
  title: "Redact personal data",
  description:
    "Removes account numbers, e-mail addresses, cards, telephone numbers, IBANs, social security numbers, IP addresses, keys and tokens.",
  examples: [
    {
      title: "An account number",
      config: {},
      input: "Your account number is 1234-5678-9012.",
      output: "Your account number is [REDACTED].",
    },
    {
      title: "Only e-mail addresses",
      config: {
        kinds: { account_number: "off", card: "off", phone: "off", iban: "off", ssn: "off", ip: "off", secret: "off" },
        replacement: "(e-mail)",
      },
      input: "Write to ada@example.com or call +44 20 7946 0958.",
      output: "Write to (e-mail) or call +44 20 7946 0958.",
    },
  ],
  config,
  create: ({ kinds, replacement, where }) => {
    const createScanner = createScannerFactory({ actions: kinds, replacement });
    const hooks = hooksByPlace[where];
    return {
      hooks,
      mayEdit: mayHoldPersonalData,
      createScanner: (slot) => {
        return hooks.some((hook) => hook === slot.hook) ? createScanner(slot.hook === "request") : null;
      },
    };
  },
});
