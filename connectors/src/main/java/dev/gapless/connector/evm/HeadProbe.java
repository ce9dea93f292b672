package dev.gapless.connector.evm;

import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import java.net.URI;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks for the number of the latest block: how far the stream reaches by now. */
final class HeadProbe implements PageWalk {

    private final URI node;

    HeadProbe(URI node) {
        this.node = node;
    }

    @Override
    public HttpCall next() {
        return new HttpCall(node, JsonRpc.bytes(JsonRpc.call(1, "eth_blockNumber")));
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        try {
            JsonNode answer = JsonRpc.JSON.readTree(body);
            Long head = JsonRpc.quantity(answer, "result");
            if (head == null) {
                return new PageStep.Unsteady("the node does not tell its head: " + LogWalk.errorOf(answer));
            }
            return new PageStep.Page(List.of(), List.of(), null, List.of(), head + 1, true);
        } catch (JacksonException e) {
            return LogWalk.NOT_JSON;
        }
    }

    @Override
    public String resume() {
        return "";
    }
}
