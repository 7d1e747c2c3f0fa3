/** Why a form could not be sent; nothing when there is nothing to say. */
export function FormError({ message }: { readonly message: string | null }) {
  if (message === null) return null;
  return (
    <p role="alert" className="rounded-md bg-removed-soft px-3 py-2 text-sm text-removed-ink">
      {message}
    </p>
  );
}
