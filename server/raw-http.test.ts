import { describeRawHttp } from "@/lib/testing/describe-raw-http";
import { startPublicGateway } from "./__fixtures__/start-public-gateway";

/** Every refusal is looked at, however quickly they follow: the bound on recording them has a test of its own. */
const limits = { recordedRejectionsPerSecond: 10_000 };

describeRawHttp("the public server", (upstreamUrl) => startPublicGateway(upstreamUrl, { limits }));
