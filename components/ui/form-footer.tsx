"use client";

import { Button } from "./button";

interface FormFooterProps {
  readonly formId: string;
  /** What the button that sends the form says. */
  readonly submit: string;
  readonly isBusy: boolean;
  readonly onCancel: () => void;
}

/** The buttons of a dialog that holds a form. */
export function FormFooter({ formId, submit, isBusy, onCancel }: FormFooterProps) {
  return (
    <>
      <Button onClick={onCancel}>Cancel</Button>
      <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
        {submit}
      </Button>
    </>
  );
}
