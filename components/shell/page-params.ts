type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Props of a page whose URL has a query. Next's own `PageProps` exists only after a build. */
export interface SearchPageProps {
  readonly searchParams: Promise<SearchParams>;
}

/** What a page gets as `searchParams`, as something with `get`; of repeated names the first counts. */
export function readPageParams(params: SearchParams): { readonly get: (name: string) => string | null } {
  return {
    get: (name) => {
      const value = params[name];
      return (Array.isArray(value) ? value[0] : value) ?? null;
    },
  };
}
