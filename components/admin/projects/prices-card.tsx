"use client";

import { CircleDollarSign } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { CustomPrice } from "@/lib/core/contracts/pricing";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { priceFields } from "@/lib/core/pricing/price-fields";
import { AddButton } from "../add-button";
import { EditableList } from "./editable-list";
import { ItemDialog } from "./item-dialog";
import type { SaveList } from "./order-buttons";
import { PriceForm } from "./price-form";
import { useItemEdit } from "./use-item-edit";

interface PricesCardProps {
  readonly prices: readonly CustomPrice[];
  readonly version: number;
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  readonly onChange: SaveList<CustomPrice>;
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
    <>
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
    </>
  );
}

/** What the project pays where it is not what the table says, in the order in which it is looked up. */
export function PricesCard({ prices, version, providers, canEdit, isBusy, onChange }: PricesCardProps) {
  const editing = useItemEdit(prices, (next) => onChange(next, "The price is saved."));
  const add = canEdit && <AddButton place="card" label="Add price" onClick={editing.add} />;
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
        <EditableList
          label="Prices"
          items={prices}
          canEdit={canEdit}
          isBusy={isBusy}
          onEdit={editing.change}
          onChange={onChange}
          describe={(price, index) => ({
            key: `${String(index)} ${price.model}`,
            name: `price ${String(index + 1)}, ${price.model}`,
            removed: "The price is removed.",
            content: <PriceLine price={price} index={index} providers={providers} />,
          })}
        />
      )}
      <ItemDialog
        edit={editing.edit}
        noun="price"
        description="What calls of this project pay for a model, in US dollars. An empty field costs what it says in grey."
        onClose={editing.close}
      >
        {({ item, ...form }) => <PriceForm price={item} providers={providers} onSave={editing.save} {...form} />}
      </ItemDialog>
    </Card>
  );
}
