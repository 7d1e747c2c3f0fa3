"use client";

import { signOut } from "next-auth/react";

/** Ends the session and goes to the sign-in page, even when the server cannot be reached. */
export function leave(): void {
  signOut({ callbackUrl: "/sign-in" }).catch(() => {
    location.assign("/sign-in");
  });
}
