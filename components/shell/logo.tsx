interface LogoProps {
  readonly className?: string;
}

/** The mark: one beam goes in, its parts come out. Decoration, unless somebody names it. */
export function Logo({ className = "size-6" }: LogoProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      strokeWidth="1.75"
      strokeLinecap="round"
      className={className}
      aria-hidden="true"
    >
      <path d="M1.5 14.2 7.6 12.4" stroke="currentColor" />
      <path d="M11 4.5 18 17.5H4Z" stroke="currentColor" strokeLinejoin="round" />
      <path d="m15.4 10.2 7.1-1.6" stroke="var(--removed)" />
      <path d="m16.5 12.9 6 .6" stroke="var(--added)" />
      <path d="m17.7 15.6 4.8 2.7" stroke="var(--focus)" />
    </svg>
  );
}

/** Mark and name. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 text-ink">
      <Logo />
      <span className="text-base font-semibold tracking-[-0.01em]">Diffract</span>
    </span>
  );
}
