package dev.gapless.standalone.chain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Speaks to the node as the truth: plain requests, one at a time. */
final class ChainClient {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI node;

    ChainClient(String url) {
        this.node = URI.create(url);
    }

    JsonNode call(String method, Object... parameters) throws IOException, InterruptedException {
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", JSON.valueToTree(parameters));
        String answer = http.send(
                        HttpRequest.newBuilder(node)
                                .timeout(Duration.ofSeconds(20))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(request.toString()))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        JsonNode parsed = JSON.readTree(answer);
        if (parsed.has("error")) {
            throw new IOException(method + ": " + parsed.get("error"));
        }
        return parsed.get("result");
    }

    long head() throws IOException, InterruptedException {
        return quantity(call("eth_blockNumber").asString());
    }

    static long quantity(String hexadecimal) {
        return Long.parseLong(hexadecimal, 2, hexadecimal.length(), 16);
    }

    /** The ids of all logs of the contract on the whole chain, as the ledger names them. */
    Set<String> logs(String contract) throws IOException, InterruptedException {
        return logs("0x0", "latest", contract);
    }

    /** The same of one block. */
    Set<String> logs(String contract, long block) throws IOException, InterruptedException {
        String number = "0x" + Long.toHexString(block);
        return logs(number, number, contract);
    }

    private Set<String> logs(String from, String to, String contract) throws IOException, InterruptedException {
        JsonNode logs = call("eth_getLogs", Map.of("fromBlock", from, "toBlock", to, "address", contract));
        Set<String> ids = new TreeSet<>();
        for (JsonNode log : logs) {
            ids.add(log.get("blockHash").asString() + ":"
                    + quantity(log.get("logIndex").asString()));
        }
        return ids;
    }
}
