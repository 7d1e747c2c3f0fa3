"use client";

import { signIn } from "next-auth/react";
import { useState, type SyntheticEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";

const unreachable = "Diffract cannot be reached. Is it running?";

/** Plain words for next-auth's error codes; the server's own codes come through as they are. */
export function describeSignInError(error: string): string {
  if (/too_many|throttl|rate/i.test(error)) return "Too many attempts. Wait a minute, then try again.";
  if (/database|unavailable/i.test(error)) return "The database cannot be reached. Try again in a moment.";
  if (error === "CredentialsSignin") return "E-mail or password is wrong.";
  if (error === "SessionRequired") return "Sign in to go on.";
  return "Signing in did not work. Try again.";
}

interface SignInFormProps {
  /** Where to go afterwards: a path of this origin, checked by the page. */
  readonly callbackUrl: string;
  /** An error code that came back in the URL. */
  readonly initialError: string | null;
}

/** E-mail and password. */
export function SignInForm({ callbackUrl, initialError }: SignInFormProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState(initialError === null ? null : describeSignInError(initialError));
  const enter = async (): Promise<void> => {
    const answer = await signIn("credentials", { email, password, callbackUrl, redirect: false });
    if (answer?.ok === true && !answer.error) {
      // A whole load, so that nothing of an earlier session stays in memory.
      location.assign(callbackUrl);
      return;
    }
    setIsBusy(false);
    setProblem(answer?.status === 429 ? describeSignInError("too_many") : describeSignInError(answer?.error ?? ""));
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setIsBusy(true);
    setProblem(null);
    enter().catch(() => {
      setIsBusy(false);
      setProblem(unreachable);
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <FormError message={problem} />
      <Field label="E-mail">
        {(control) => (
          <Input
            {...control}
            // Not type=email: `admin@localhost` is the first person's address.
            type="text"
            inputMode="email"
            name="email"
            autoComplete="username"
            autoFocus
            required
            value={email}
            onText={setEmail}
          />
        )}
      </Field>
      <Field label="Password">
        {(control) => (
          <Input
            {...control}
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onText={setPassword}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
        Sign in
      </Button>
    </form>
  );
}
