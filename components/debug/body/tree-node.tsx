"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatCount } from "@/components/call-parts/format-count";
import { CopyButton } from "@/components/ui/copy-button";
import { joinClasses } from "@/components/ui/join-classes";
import { fetchJson } from "@/lib/client/fetch-json";
import { childLimit, type NodeChild, type NodeView } from "@/lib/core/format/describe-node";
import type { Hop } from "@/lib/core/format/hops";
import { RevealedText } from "./revealed-text";
import { useSelection } from "./selection-context";

/** `inside`: something below it changed. */
export type NodeMark = "same" | "inside" | "added" | "removed";

interface TreeNodeProps {
  readonly hop: Hop;
  readonly child: NodeChild;
  readonly level: number;
  readonly markOf: (path: string) => NodeMark;
  readonly isOpenAtFirst?: boolean;
}

const marks: Readonly<Record<NodeMark, { readonly sign: string; readonly word: string; readonly look: string }>> = {
  same: { sign: "", word: "", look: "" },
  inside: { sign: "~", word: "changed inside", look: "text-modified-ink" },
  added: { sign: "+", word: "changed", look: "bg-added-soft text-added-ink" },
  removed: { sign: "−", word: "changed", look: "bg-removed-soft text-removed-ink" },
};

function summarise({ type, size, preview }: NodeChild): string {
  if (type === "array") return `[ ${formatCount(size)} ${size === 1 ? "item" : "items"} ]`;
  if (type === "object") return `{ ${preview}${preview === "" ? "" : " "}}`;
  if (type === "string")
    return `${JSON.stringify(preview).slice(0, -1)}${size > preview.length ? `…" ${formatCount(size)} characters` : '"'}`;
  return preview;
}

function Text({ node, onMore }: { readonly node: NodeView; readonly onMore: (() => void) | null }) {
  return (
    <div className="ml-5 border-l pl-3">
      <p className="max-h-96 overflow-auto leading-5 whitespace-pre-wrap wrap-anywhere">
        <RevealedText text={node.text ?? ""} />
      </p>
      {onMore !== null && (
        <button type="button" className="text-accent-ink hover:underline" onClick={onMore}>
          Show what follows
        </button>
      )}
    </div>
  );
}

/** What is below an opened node. */
function Children({ hop, child, level, markOf }: TreeNodeProps) {
  const { callId } = useSelection();
  const [offset, setOffset] = useState(0);
  const { data, error } = useQuery({
    queryKey: ["call-node", callId, hop, child.path, offset],
    queryFn: ({ signal }) =>
      fetchJson<NodeView>(
        `/api/v1/calls/${callId}/node?${new URLSearchParams({ hop, path: child.path, offset: String(offset) }).toString()}`,
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
  if (error !== null) return <p className="ml-5 text-ink-3">{error.message}</p>;
  if (data === undefined) return <p className="ml-5 text-ink-3">Loading …</p>;
  const end = offset + (data.text?.length ?? data.children.length);
  const onMore = (): void => {
    setOffset(end);
  };
  if (data.text !== null) return <Text node={data} onMore={end < data.size ? onMore : null} />;
  return (
    <ul role="group" className="ml-3 border-l pl-1">
      {offset > 0 && (
        <li role="none">
          <button
            type="button"
            className="text-accent-ink hover:underline"
            onClick={() => {
              setOffset(Math.max(0, offset - childLimit));
            }}
          >
            Show what comes before
          </button>
        </li>
      )}
      {data.children.map((one) => (
        <TreeNode
          key={one.path}
          hop={hop}
          child={one}
          level={level + 1}
          markOf={markOf}
          isOpenAtFirst={level < 4 && markOf(one.path) === "inside"}
        />
      ))}
      {end < data.size && (
        <li role="none">
          <button type="button" className="text-accent-ink hover:underline" onClick={onMore}>
            Show {formatCount(Math.min(childLimit, data.size - end))} of {formatCount(data.size - end)} more
          </button>
        </li>
      )}
    </ul>
  );
}

function canOpen({ key, type, size }: NodeChild): boolean {
  if (key === null) return true;
  return type === "string" ? size > 80 : (type === "object" || type === "array") && size > 0;
}

/** Key and value in one line, with a mark when something changed there. */
function NodeLabel({ child, mark }: { readonly child: NodeChild; readonly mark: (typeof marks)[NodeMark] }) {
  return (
    <>
      <span className="w-3 shrink-0 font-semibold" aria-hidden="true">
        {mark.sign}
      </span>
      {mark.word !== "" && <span className="sr-only">{mark.word}: </span>}
      {child.key !== null && (
        <span className="shrink-0 text-accent-ink">
          {typeof child.key === "number" ? child.key : JSON.stringify(child.key)}:
        </span>
      )}
      <span className={joinClasses("truncate", child.type === "string" ? "text-ink" : "text-ink-2")}>
        {child.key === null ? "the whole body" : <RevealedText text={summarise(child)} />}
      </span>
    </>
  );
}

/** One value of a JSON tree; objects, arrays and long texts open. */
export function TreeNode({ hop, child, level, markOf, isOpenAtFirst = false }: TreeNodeProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const mark = marks[markOf(child.path)];
  const opens = canOpen(child);
  return (
    <li role="treeitem" aria-level={level} aria-selected={false} {...(opens && { "aria-expanded": isOpen })}>
      <div className={joinClasses("group flex min-w-0 items-center gap-1 rounded-sm pr-1", mark.look)}>
        <button
          type="button"
          onClick={() => {
            if (opens) setIsOpen(!isOpen);
          }}
          className={joinClasses(
            "flex min-w-0 items-center gap-1 text-left",
            opens ? "hover:bg-hover" : "cursor-default",
          )}
        >
          <ChevronRight
            className={joinClasses("size-3.5 shrink-0 text-ink-3", isOpen && "rotate-90", !opens && "invisible")}
            aria-hidden="true"
          />
          <NodeLabel child={child} mark={mark} />
        </button>
        {child.path !== "" && (
          <span className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 print:hidden">
            <CopyButton value={child.path} label="Copy path" />
          </span>
        )}
      </div>
      {isOpen && <Children hop={hop} child={child} level={level} markOf={markOf} />}
    </li>
  );
}
