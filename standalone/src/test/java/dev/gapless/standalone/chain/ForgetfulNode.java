package dev.gapless.standalone.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** A provider in front of a node, whose index of logs lacks one block. All else is answered by the node. */
final class ForgetfulNode implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI node;
    private final HttpServer server;

    /** No block while it is negative. */
    private volatile long forgotten;

    ForgetfulNode(int nodePort, long forgotten) throws IOException {
        this.node = URI.create("http://127.0.0.1:" + nodePort);
        this.forgotten = forgotten;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void remember() {
        forgotten = -1;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            JsonNode answers = JSON.readTree(http.send(
                            HttpRequest.newBuilder(node)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofByteArray(request))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
            for (JsonNode answer : answers.isArray() ? answers.values() : List.of(answers)) {
                if (answer.get("result") instanceof ArrayNode logs) {
                    forget(logs);
                }
            }
            byte[] body = answers.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(ArrayNode logs) {
        for (int i = logs.size() - 1; i >= 0; i--) {
            if (isForgotten(logs.get(i))) {
                logs.remove(i);
            }
        }
    }

    /** Receipts have no index of a log of their own. */
    private boolean isForgotten(JsonNode log) {
        return log.has("logIndex")
                && ChainClient.quantity(log.get("blockNumber").asString()) == forgotten;
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
