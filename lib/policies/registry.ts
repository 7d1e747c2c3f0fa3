import type { AnyPolicyDefinition } from "@/lib/core/contracts/policy";
import { redactPersonalData } from "./redact-personal-data/redact-personal-data";
import { replaceText } from "./replace-text/replace-text";

/** Every policy there is. One line each; forms, validation and conformance tests follow from the definition. */
export const policyDefinitions: readonly AnyPolicyDefinition[] = [replaceText, redactPersonalData];
