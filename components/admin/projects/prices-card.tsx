"use client";

import { CircleDollarSign, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import type { CustomPrice } from "@/lib/core/contracts/pricing";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { priceFields } from "@/lib/core/pricing/price-fields";
import { moveItem } from "./edit-upstreams";
import { OrderButtons } from "./order-buttons";
import { PriceDialog, type PriceEdit } from "./price-dialog";

interface PricesCardProps {
  readonly prices: readonly CustomPrice[];
  readonly version: number;
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  /** @throws what the management API says against it */
  readonly onChange: (prices: readonly CustomPrice[], what: string) => Promise<void>;
}

interface PriceLineProps {
  readonly price: CustomPrice;
  readonly index: number;
  readonly providers: readonly ProviderKind[];
}

function PriceLine({ price, index, providers }: PriceLineProps) {
  const provider = providers.find(({ id }) => id === price.provider);
  const given = priceFields.flatMap(({ field, title, per }) => {
    const amount = price[field];
    return amount === undefined ? [] : [{ field, title, per, amount }];
  });
  return (
    <div className="grid min-w-0 flex-1 basis-full gap-1 sm:basis-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium text-ink">
        <span className="tabular text-ink-3">{index + 1}</span>
        <Badge tone="accent">{price.model}</Badge>
        {price.provider !== undefined && <Badge>{provider?.title ?? price.provider}</Badge>}
        {price.service_tier !== undefined && <Badge tone="info">{price.service_tier} tier</Badge>}
      </p>
      <dl className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs">
        {given.map(({ field, title, per, amount }) => (
          <div key={field} className="flex gap-1">
            <dt className="text-ink-3">{title}</dt>
            <dd className="tabular text-ink-2">
              ${amount} <span className="text-ink-3">/ {per}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What the project pays where it is not what the table says, in the order in which it is looked up. */
export function PricesCard({ prices, version, providers, canEdit, isBusy, onChange }: PricesCardProps) {
  const [edit, setEdit] = useState<PriceEdit | null>(null);
  const close = (): void => {
    setEdit(null);
  };
  const apply = (next: readonly CustomPrice[], what: string): void => {
    onChange(next, what).catch(() => undefined);
  };
  const add = canEdit && (
    <Button
      size="sm"
      icon={<Plus className="size-3.5" aria-hidden="true" />}
      onClick={() => {
        setEdit({ index: null, price: null });
      }}
    >
      Add price
    </Button>
  );
  const counted = version === 0 ? "" : ` Version ${String(version)}.`;
  return (
    <Card>
      <CardHeader
        title="Prices"
        description={`The first that fits a call is used, before the public price list.${counted}`}
      >
        {prices.length > 0 && add}
      </CardHeader>
      {prices.length === 0 ? (
        <EmptyState icon={<CircleDollarSign />} title="No prices of its own" action={add}>
          Calls cost what their provider says, or what the public price list says.
        </EmptyState>
      ) : (
        <ol aria-label="Prices" className="grid">
          {prices.map((price, index) => {
            const name = `price ${String(index + 1)}, ${price.model}`;
            return (
              <li
                key={`${String(index)} ${price.model}`}
                className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5 last:border-b-0"
              >
                <PriceLine price={price} index={index} providers={providers} />
                {canEdit && (
                  <span className="ml-auto flex items-center">
                    <IconButton
                      label={`Change ${name}`}
                      disabled={isBusy}
                      onClick={() => {
                        setEdit({ index, price });
                      }}
                    >
                      <Pencil />
                    </IconButton>
                    <OrderButtons
                      name={name}
                      index={index}
                      count={prices.length}
                      isBusy={isBusy}
                      onMove={(by) => {
                        apply(moveItem(prices, index, by), "The order is changed.");
                      }}
                      onRemove={() => {
                        apply(
                          prices.filter((_, at) => at !== index),
                          "The price is removed.",
                        );
                      }}
                    />
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      <PriceDialog
        edit={edit}
        providers={providers}
        onClose={close}
        onSave={async (price) => {
          const index = edit?.index ?? prices.length;
          await onChange([...prices.slice(0, index), price, ...prices.slice(index + 1)], "The price is saved.");
          close();
        }}
      />
    </Card>
  );
}
