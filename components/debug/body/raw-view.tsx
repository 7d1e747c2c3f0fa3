"use client";

import { Download } from "lucide-react";
import { buttonClasses } from "@/components/ui/button";
import { CodeText } from "@/components/ui/code-text";
import { CopyButton } from "@/components/ui/copy-button";
import type { BodyInfo, BodySide, CallDetail } from "@/lib/core/contracts/call";
import { formatExactBytes } from "@/lib/core/format/format-bytes";
import { namePanes } from "./describe-side";
import { RawBytes } from "./raw-bytes";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";

const names: Readonly<Record<BodySide, string>> = {
  client_request: "Request as the client sent it",
  upstream_request: "Request as policies left it",
  wire_request: "Request as the provider got it",
  upstream_response: "Answer as the provider sent it",
  client_response: "Answer as the client got it",
};

interface FactsProps {
  readonly callId: string;
  readonly info: BodyInfo;
  readonly areRemoved: boolean;
}

function Facts({ callId, info, areRemoved }: FactsProps) {
  const hasBytes = info.captured > 0 && !areRemoved;
  const fact = "grid grid-cols-[6.5rem_1fr] gap-2 text-xs";
  return (
    <>
      <dl className="grid gap-1.5">
        <div className={fact}>
          <dt className="text-ink-3">Size</dt>
          <dd className="tabular">{formatExactBytes(info.size)}</dd>
        </div>
        <div className={fact}>
          <dt className="text-ink-3">Kept</dt>
          <dd className="tabular">
            {areRemoved
              ? "no longer"
              : info.is_truncated
                ? `truncated: the first ${formatExactBytes(info.captured)}`
                : "all of it"}
          </dd>
        </div>
        <div className={fact}>
          <dt className="text-ink-3">Type</dt>
          <dd>
            <CodeText>{info.content_type ?? "unknown"}</CodeText>
          </dd>
        </div>
        <div className={fact}>
          <dt className="text-ink-3">SHA-256</dt>
          <dd className="flex min-w-0 items-start gap-1">
            <CodeText>{info.sha256 ?? "unknown"}</CodeText>
            {info.sha256 !== null && <CopyButton value={info.sha256} label="Copy hash" />}
          </dd>
        </div>
        {info.same_as !== null && (
          <div className={fact}>
            <dt className="text-ink-3">Same bytes as</dt>
            <dd>{names[info.same_as]}</dd>
          </div>
        )}
      </dl>
      {hasBytes && /json|event-stream/.test(info.content_type ?? "") && (
        <p className="text-xs text-ink-3">
          These are the bytes as they travelled. Other views write numbers in one way: 1.0 as 1, 1e2 as 100, -0 as 0.
        </p>
      )}
      {hasBytes && (
        <a
          href={`/api/v1/calls/${callId}/raw?side=${info.side}`}
          download={`${callId}-${info.side}`}
          className={buttonClasses({ size: "sm" })}
        >
          <Download className="size-3.5" aria-hidden="true" />
          Download these bytes
        </a>
      )}
    </>
  );
}

interface RawPaneProps {
  readonly call: CallDetail;
  readonly title: string;
  readonly info: BodyInfo | null;
}

function RawPane({ call, title, info }: RawPaneProps) {
  const { id: callId, bodies_removed: areRemoved = false } = call;
  return (
    <div className="grid min-w-0 grid-cols-1 content-start justify-items-start gap-3 px-4 py-4 max-lg:border-t max-lg:first:border-t-0 lg:border-l lg:first:border-l-0">
      <h3 className="text-xs font-semibold text-ink-2">{title}</h3>
      {info === null ? (
        <p className="text-xs text-ink-3">{areRemoved ? "No longer kept." : "There is no such body."}</p>
      ) : (
        <>
          <Facts callId={callId} info={info} areRemoved={areRemoved} />
          {info.captured > 0 && !areRemoved && <RawBytes callId={callId} side={info.side} title={title} />}
        </>
      )}
    </div>
  );
}

/** The bytes themselves, with how many they are, their hash, and where to get them. */
export function RawView({ call, side }: { readonly call: CallDetail; readonly side: PreparedSide }) {
  const titles = namePanes(side);
  return (
    <div className="grid lg:grid-cols-2">
      <RawPane call={call} title={`${titles.original}: ${titles.originalOf}`} info={side.originalInfo} />
      <RawPane call={call} title={`${titles.final}: ${titles.finalOf}`} info={side.finalInfo} />
    </div>
  );
}
