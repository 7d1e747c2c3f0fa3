"use client";

import Link from "next/link";
import { Card, CardHeader } from "@/components/ui/card";
import { Select } from "@/components/ui/select";
import type { NamedRef } from "@/lib/core/contracts/call";
import { OrderButtons, type SaveList } from "./order-buttons";

interface PoliciesCardProps {
  readonly policies: readonly NamedRef[];
  /** Every policy that is configured. */
  readonly known: readonly NamedRef[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  readonly onChange: SaveList<NamedRef>;
}

/** The policies that a project's calls pass, in order. */
export function PoliciesCard({ policies, known, canEdit, isBusy, onChange }: PoliciesCardProps) {
  const others = known.filter(({ id }) => !policies.some((policy) => policy.id === id));
  return (
    <Card>
      <CardHeader title="Policies" description="Each works on the result of the one before.">
        {canEdit && others.length > 0 && (
          <Select
            label="Add a policy"
            placeholder="Add a policy"
            value=""
            onChange={(id) => {
              const policy = others.find((one) => one.id === id);
              if (policy) onChange([...policies, policy], `“${policy.name}” is added.`).catch(() => undefined);
            }}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </CardHeader>
      {policies.length === 0 ? (
        <p className="px-4 py-6 text-center text-sm text-ink-3">Calls go through as they are.</p>
      ) : (
        <ol aria-label="Policies" className="grid">
          {policies.map((policy, index) => (
            <li key={policy.id} className="flex items-center gap-3 border-b px-4 py-2 last:border-b-0">
              <span className="tabular text-sm text-ink-3">{index + 1}</span>
              <Link
                href="/policies"
                className="min-w-0 flex-1 truncate rounded-sm text-sm font-medium text-ink hover:underline"
              >
                {policy.name}
              </Link>
              {canEdit && (
                <OrderButtons
                  name={policy.name}
                  index={index}
                  items={policies}
                  isBusy={isBusy}
                  removed={`“${policy.name}” no longer runs here.`}
                  onChange={onChange}
                />
              )}
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
