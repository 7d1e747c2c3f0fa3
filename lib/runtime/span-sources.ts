import type { SpanSource } from "@/lib/core/contracts/span-source";
import { createGrafanaSource, createTempoSource, withExploreLink } from "@/lib/traces/create-tempo-source";
import { getEnv } from "./env";
import { remember } from "./remember";

/** Where spans are looked for besides our database: Tempo itself, or Tempo through Grafana. Directly wins when both are set. */
export function getSpanSources(): readonly SpanSource[] {
  return remember("span-sources", () => {
    const { TEMPO_URL: tempo, TEMPO_TENANT: tenant, GRAFANA_URL: grafana, GRAFANA_TEMPO_UID: uid } = getEnv();
    const explore =
      grafana === undefined ? null : { baseUrl: grafana, token: getEnv().GRAFANA_TOKEN, uid: uid ?? "tempo" };
    if (tempo !== undefined) {
      const direct = createTempoSource({ baseUrl: tempo, tenant });
      return [explore === null ? direct : withExploreLink(direct, explore)];
    }
    return explore === null ? [] : [createGrafanaSource(explore)];
  });
}
