"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { isUuid } from "@/lib/core/ids/is-uuid";

interface ComparePickerProps {
  readonly a: string | null;
  readonly b: string | null;
  readonly problem?: string;
}

/** The id in what was pasted: an id, or the address of a call's page. */
function findId(text: string): string | null {
  const found = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0] ?? null;
  return found !== null && isUuid(found) ? found : null;
}

/** Asks which two calls to compare. */
export function ComparePicker({ a, b, problem }: ComparePickerProps) {
  const router = useRouter();
  const [first, setFirst] = useState(a ?? "");
  const [second, setSecond] = useState(b ?? "");
  const ids = [findId(first), findId(second)] as const;
  return (
    <form
      className="mx-auto grid w-full max-w-xl gap-4 px-4 py-10"
      onSubmit={(event) => {
        event.preventDefault();
        if (ids[0] !== null && ids[1] !== null) router.push(`/debug/compare?a=${ids[0]}&b=${ids[1]}`);
      }}
    >
      <div>
        <h1 className="text-xl font-semibold text-ink">Compare two calls</h1>
        <p className="text-sm text-ink-2">
          Any two, of any model or dialect. Paste their ids or the addresses of their pages.
        </p>
      </div>
      {problem !== undefined && (
        <p role="alert" className="rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-ink">
          {problem}
        </p>
      )}
      <Field label="Call A">{(control) => <Input {...control} value={first} onText={setFirst} />}</Field>
      <Field label="Call B">{(control) => <Input {...control} value={second} onText={setSecond} />}</Field>
      <div>
        <Button type="submit" variant="primary" disabled={ids[0] === null || ids[1] === null}>
          Compare
        </Button>
      </div>
    </form>
  );
}
