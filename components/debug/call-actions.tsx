"use client";

import { GitCompareArrows, RotateCw } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button, buttonClasses } from "@/components/ui/button";
import type { CallDetail } from "@/lib/core/contracts/call";
import { RunAgainDialog } from "./run-again-dialog";
import { TakeAwayMenu } from "./take-away-menu";

interface CallActionsProps {
  readonly call: CallDetail;
  readonly canRunAgain: boolean;
}

/** What can be done with the call: compare, run again, take away. */
export function CallActions({ call, canRunAgain }: CallActionsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const original = call.tags["rerun-of"];
  const comparison = original === undefined ? `?a=${call.id}` : `?a=${original}&b=${call.id}`;
  return (
    <div className="flex flex-wrap gap-2 print:hidden">
      <Link href={`/debug/compare${comparison}`} className={buttonClasses()}>
        <GitCompareArrows className="size-3.5" aria-hidden="true" />
        {original === undefined ? "Compare" : "Compare with the original"}
      </Link>
      {canRunAgain && call.project !== null && call.token !== null && call.bodies_removed !== true && (
        <>
          <Button
            icon={<RotateCw className="size-3.5" aria-hidden="true" />}
            onClick={() => {
              setIsOpen(true);
            }}
          >
            Run again
          </Button>
          <RunAgainDialog call={call} isOpen={isOpen} onOpenChange={setIsOpen} />
        </>
      )}
      <TakeAwayMenu call={call} />
    </div>
  );
}
