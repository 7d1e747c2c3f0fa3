"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchJson } from "@/lib/client/fetch-json";
import type { BodySide } from "@/lib/core/contracts/call";
import type { BytesForm, ShownBytes } from "@/lib/core/format/show-bytes";
import { RevealedText } from "./revealed-text";

/** A piece of a body as `/api/v1/calls/{id}/bytes` answers it. */
interface Piece extends ShownBytes {
  readonly offset: number;
  readonly captured: number;
  readonly size: number;
}

const options: readonly { readonly value: BytesForm; readonly label: string }[] = [
  { value: "text", label: "Text" },
  { value: "hex", label: "Hex" },
];

const count = (value: number): string => value.toLocaleString("en-US");

interface PiecePlaceProps {
  readonly piece: Piece;
  readonly hasEarlier: boolean;
  readonly onEarlier: () => void;
  readonly onLater: () => void;
}

function PiecePlace({ piece, hasEarlier, onEarlier, onLater }: PiecePlaceProps) {
  const end = piece.offset + piece.length;
  const isWhole = !hasEarlier && end >= piece.captured;
  return (
    <div className="flex items-center gap-1.5 text-xs text-ink-3">
      <span role="status" className="tabular">
        {isWhole
          ? `All ${count(piece.captured)} bytes`
          : `Bytes ${count(piece.offset)} to ${count(end)} of ${count(piece.captured)}`}
      </span>
      {!isWhole && (
        <>
          <IconButton label="Earlier bytes" disabled={!hasEarlier} onClick={onEarlier}>
            <ChevronLeft />
          </IconButton>
          <IconButton label="Later bytes" disabled={end >= piece.captured} onClick={onLater}>
            <ChevronRight />
          </IconButton>
        </>
      )}
    </div>
  );
}

interface RawBytesProps {
  readonly callId: string;
  readonly side: BodySide;
  readonly title: string;
}

/** The captured bytes of one side, piece by piece: as text, or as numbers where they are not text. */
export function RawBytes({ callId, side, title }: RawBytesProps) {
  const [form, setForm] = useState<BytesForm>("text");
  // Where each piece began: how long one is depends on where its last character ends.
  const [offsets, setOffsets] = useState<readonly number[]>([0]);
  const offset = offsets.at(-1) ?? 0;
  const { data, error } = useQuery({
    queryKey: ["call-bytes", callId, side, form, offset],
    queryFn: ({ signal }) =>
      fetchJson<Piece>(`/api/v1/calls/${callId}/bytes?side=${side}&form=${form}&offset=${String(offset)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  if (error !== null) return <p className="text-xs text-removed-ink">{error.message}</p>;
  if (data === undefined) return <Skeleton className="h-40 w-full" />;
  return (
    <div className="grid w-full min-w-0 gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2 print:hidden">
        <SegmentedControl
          label={`Form of the bytes: ${title}`}
          options={options}
          value={form}
          onChange={(next) => {
            setForm(next);
            setOffsets([0]);
          }}
        />
        <PiecePlace
          piece={data}
          hasEarlier={offsets.length > 1}
          onEarlier={() => {
            setOffsets(offsets.slice(0, -1));
          }}
          onLater={() => {
            setOffsets([...offsets, data.offset + data.length]);
          }}
        />
      </div>
      {form === "text" && data.form === "hex" && (
        <p className="text-xs text-ink-3">These bytes are not text, so they are shown as numbers.</p>
      )}
      <pre
        tabIndex={0}
        aria-label={title}
        className={`max-h-[60dvh] overflow-auto rounded-md border bg-sunken p-3 font-mono text-xs leading-5 print:max-h-none ${
          data.form === "text" ? "whitespace-pre-wrap wrap-anywhere" : "whitespace-pre"
        }`}
      >
        <RevealedText text={data.text} />
      </pre>
    </div>
  );
}
