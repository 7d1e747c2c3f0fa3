import { z } from "zod";

/** A model's name, in which `*` stands for any characters. */
export const modelPattern = z
  .string("a name or pattern such as gpt-* is needed")
  .trim()
  .min(1, "a name or pattern such as gpt-* is needed")
  .max(200, "at most 200 characters")
  .regex(/^[!-~]+$/, "a model's name has no spaces or special characters");
