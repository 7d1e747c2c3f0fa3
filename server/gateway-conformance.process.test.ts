import { describeGateway } from "@/lib/testing/describe-gateway";
import { startProductGateway } from "@/lib/testing/start-product-gateway";

describeGateway("npm start", (upstreamUrl) => startProductGateway(upstreamUrl, "start"));
describeGateway("the Next route handlers alone", (upstreamUrl) => startProductGateway(upstreamUrl, "next"));
