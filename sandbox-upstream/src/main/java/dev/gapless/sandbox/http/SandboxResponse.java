package dev.gapless.sandbox.http;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One HTTP answer, before the headers that all share. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record SandboxResponse(int status, String contentType, byte[] body) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PROBLEM = "application/problem+json";

    static SandboxResponse json(int status, JsonNode body) {
        return new SandboxResponse(status, "application/json", JSON.writeValueAsBytes(body));
    }

    static SandboxResponse text(String text) {
        return new SandboxResponse(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    static SandboxResponse ndjson(String lines) {
        return new SandboxResponse(200, "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    }

    static SandboxResponse empty() {
        return new SandboxResponse(204, "application/json", new byte[0]);
    }

    static SandboxResponse html(int status, String title) {
        String page = "<html><head><title>%s</title></head><body><h1>%s</h1></body></html>".formatted(title, title);
        return new SandboxResponse(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 9457, with a code of our own for machines. */
    static SandboxResponse gone(String code, String detail) {
        JsonNode body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("status", 410)
                .put("code", code)
                .put("detail", detail);
        return new SandboxResponse(410, PROBLEM, JSON.writeValueAsBytes(body));
    }

    /** RFC 9457. */
    static SandboxResponse problem(int status, String detail) {
        JsonNode body = JSON.createObjectNode()
                .put("type", "about:blank")
                .put("status", status)
                .put("detail", detail);
        return new SandboxResponse(status, PROBLEM, JSON.writeValueAsBytes(body));
    }
}
