"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

type Options = Readonly<Record<string, unknown>>;

interface OptionSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description?: string;
}

interface OptionFieldsProps {
  /** JSON Schema of an object. */
  readonly schema: unknown;
  readonly options: Options;
  readonly onChange: (options: Options) => void;
}

function listProperties(schema: unknown): [string, OptionSchema][] {
  const { properties = {} } = (schema ?? {}) as { readonly properties?: Readonly<Record<string, OptionSchema>> };
  return Object.entries(properties);
}

function toLabel(name: string): string {
  const words = name.replaceAll("_", " ");
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/^Api\b/, "API");
}

function writePairs(value: unknown): string {
  return Object.entries((value ?? {}) as Readonly<Record<string, string>>)
    .map(([key, text]) => `${key}=${text}`)
    .join(", ");
}

function readPairs(text: string): Record<string, string> {
  const pairs = text.split(/[,\n]+/).map((pair) => pair.split("=").map((part) => part.trim()));
  return Object.fromEntries(pairs.flatMap(([key = "", value = ""]) => (key === "" ? [] : [[key, value]])));
}

/** A form for what a provider's own schema allows: choices, words, and pairs of words. */
export function OptionFields({ schema, options, onChange }: OptionFieldsProps) {
  const set = (name: string, value: unknown): void => {
    const others = Object.entries(options).filter(([key]) => key !== name);
    onChange(Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
  };
  return listProperties(schema).map(([name, { enum: choices, type, default: usual, description }]) => (
    <Field key={name} label={toLabel(name)} hint={description}>
      {(control) => {
        const given = options[name];
        if (choices !== undefined) {
          return (
            <Select
              id={control.id}
              value={typeof given === "string" ? given : typeof usual === "string" ? usual : (choices[0] ?? "")}
              onChange={(value) => {
                set(name, value);
              }}
              options={choices.map((value) => ({ value, label: value }))}
            />
          );
        }
        const isPairs = type === "object";
        return (
          <Input
            {...control}
            autoComplete="off"
            placeholder={isPairs ? "gpt-4o=my-deployment" : undefined}
            // Pairs are read when they are left, so that half a pair can be typed.
            {...(isPairs ? { defaultValue: writePairs(given) } : { value: typeof given === "string" ? given : "" })}
            onChange={(event) => {
              const { value } = event.target;
              if (isPairs) set(name, value.trim() === "" ? undefined : readPairs(value));
              else set(name, value === "" ? undefined : value);
            }}
          />
        );
      }}
    </Field>
  ));
}
