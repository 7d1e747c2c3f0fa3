"use client";

import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";

export interface MetadataPair {
  readonly key: string;
  readonly value: string;
}

interface MetadataFieldsProps {
  readonly pairs: readonly MetadataPair[];
  readonly onChange: (pairs: readonly MetadataPair[]) => void;
}

/** Keys and values, for example who holds the token; they are copied onto each of its calls. */
export function MetadataFields({ pairs, onChange }: MetadataFieldsProps) {
  const patch = (index: number, part: Partial<MetadataPair>): void => {
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...part } : pair)));
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-xs font-medium text-ink-2">Metadata</legend>
      {pairs.map((pair, index) => (
        // Position is the identity of a row that has no other yet.
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={`Key ${index + 1}`}
            placeholder="team"
            value={pair.key}
            onText={(text) => {
              patch(index, { key: text });
            }}
          />
          <Input
            aria-label={`Value ${index + 1}`}
            placeholder="search"
            value={pair.value}
            onText={(text) => {
              patch(index, { value: text });
            }}
          />
          <IconButton
            label={`Remove ${pair.key === "" ? `pair ${index + 1}` : pair.key}`}
            onClick={() => {
              onChange(pairs.filter((_, at) => at !== index));
            }}
          >
            <X />
          </IconButton>
        </div>
      ))}
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus className="size-3.5" />}
          onClick={() => {
            onChange([...pairs, { key: "", value: "" }]);
          }}
        >
          Add a key
        </Button>
      </div>
    </fieldset>
  );
}
