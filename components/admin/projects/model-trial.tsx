"use client";

import { useId, useState } from "react";
import { Input } from "@/components/ui/input";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { dialectNames } from "./dialect-names";
import { listChoices, type UpstreamDraft } from "./edit-upstreams";

interface ModelTrialProps {
  readonly upstreams: readonly UpstreamDraft[];
  readonly providers: readonly ProviderKind[];
}

/** Says for a model's name where its calls would go. */
export function ModelTrial({ upstreams, providers }: ModelTrialProps) {
  const id = useId();
  const [model, setModel] = useState("");
  const name = model.trim();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-t bg-sunken px-4 py-2.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        Where would a model go?
      </label>
      <Input
        id={id}
        className="max-w-56"
        autoComplete="off"
        spellCheck={false}
        placeholder="gpt-5-mini"
        value={model}
        onText={setModel}
      />
      <p role="status" className="flex flex-wrap gap-x-4 text-xs text-ink-2">
        {name !== "" &&
          listChoices(upstreams, name).map(([dialect, index]) => (
            <span key={dialect}>
              {dialectNames[dialect]}:{" "}
              {index === null ? <span className="text-removed-ink">refused</span> : describe(index)}
            </span>
          ))}
      </p>
    </div>
  );

  function describe(index: number): string {
    const provider = upstreams[index]?.provider;
    return `${index + 1} ${providers.find((kind) => kind.id === provider)?.title ?? provider ?? ""}`;
  }
}
