package dev.gapless.testing.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Each operation of an OpenAPI document that people may call is called by a tenant's caller. It asks for what another
 * tenant has, and for what no tenant has. Both answers must be the same, and none may hold a word of the other tenant.
 */
public final class TenantMatrix {

    private static final int REFUSED = 400;
    private static final int BROKEN = 500;
    private static final String TELLS_WHAT_WAS_NAMED = "GET /v1/audit-log";

    /** Sends a call with the token of the tenant. */
    @FunctionalInterface
    public interface TenantCaller {
        TenantAnswer call(TenantCall call) throws IOException, InterruptedException;
    }

    private final JsonNode document;
    private final TenantNames foreign;
    private final TenantNames unknown;
    private final List<String> secrets;

    /**
     * @param foreign what another tenant has
     * @param unknown what no tenant has
     * @param secrets words that occur in what the other tenant has, and nowhere else
     */
    public TenantMatrix(JsonNode document, TenantNames foreign, TenantNames unknown, List<String> secrets) {
        this.document = document;
        this.foreign = foreign;
        this.unknown = unknown;
        this.secrets = List.copyOf(secrets);
    }

    /**
     * What is wrong, one line each. What no tenant has is asked for first: the audit log tells a caller what it named.
     */
    public List<String> findings(TenantCaller caller) throws IOException, InterruptedException {
        List<String> findings = new ArrayList<>();
        List<String> operations = operations();
        List<TenantAnswer> none = new ArrayList<>();
        for (String operation : operations) {
            told(
                    operation + " without names",
                    call(operation, caller, unknown, false).text(),
                    findings);
            TenantAnswer answer = call(operation, caller, unknown, true);
            told(operation + " of nobody", answer.text(), findings);
            none.add(answer);
        }
        for (int i = 0; i < none.size(); i++) {
            String operation = operations.get(i);
            compare(operation, call(operation, caller, foreign, true), none.get(i), findings);
        }
        return findings;
    }

    /** Method and path of each that people may call with a token. */
    public List<String> operations() {
        List<String> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                String role = operation.getValue().path("x-least-role").asString();
                if (!role.equals("service") && !role.equals("ticket")) {
                    operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return operations;
    }

    private TenantAnswer call(String operation, TenantCaller caller, TenantNames names, boolean named)
            throws IOException, InterruptedException {
        String method = operation.substring(0, operation.indexOf(' '));
        return caller.call(call(method, operation.substring(method.length() + 1), names, named));
    }

    private void compare(String operation, TenantAnswer other, TenantAnswer none, List<String> findings) {
        boolean same = other.status() == none.status()
                && foreign.renamed(untraced(other), unknown).equals(untraced(none));
        // what is read may change between two answers
        boolean read = operation.startsWith("GET ") && other.status() < REFUSED && other.status() == none.status();
        if (!read && (!same || other.status() >= BROKEN)) {
            findings.add("%s: what another has is answered with %s, what nobody has with %s"
                    .formatted(operation, other, none));
        }
        if (read && !same && !operation.equals(TELLS_WHAT_WAS_NAMED)) {
            told(operation + " of another tenant", other.text(), findings);
        }
    }

    /** Each answer names a trace of its own. */
    private static String untraced(TenantAnswer answer) {
        return answer.text().replaceAll("\"traceId\":\"[0-9a-f]*\"", "");
    }

    private void told(String what, String text, List<String> findings) {
        secrets.stream()
                .filter(text::contains)
                .forEach(secret -> findings.add("%s: the answer tells %s: %s".formatted(what, secret, text)));
    }

    private TenantCall call(String method, String path, TenantNames names, boolean query) {
        String filled = path.replace("{source}", names.source())
                .replace("{account}", names.account())
                .replace("{stream}", names.stream())
                .replace("{path}", "item");
        if (filled.contains("{")) {
            filled = filled.replaceAll("\\{[^}]*}", names.id(path));
        }
        if (query) {
            filled += "?source=%s&account=%s&limit=100&reason=test".formatted(names.source(), names.account());
        }
        return new TenantCall(method, filled, method.equals("GET") ? null : body(path, names));
    }

    /** One body that has the members of all requests; readers leave out what they do not know. */
    private static @Nullable String body(String path, TenantNames names) {
        if (path.endsWith(":import")) {
            return "{\"source\":\"%s\",\"account\":\"%s\"}".formatted(names.source(), names.account());
        }
        if (path.equals("/v1/sources/{source}")) {
            return "source: " + names.source();
        }
        String stream = "{\"source\":\"%s\",\"account\":\"%s\",\"stream\":\"%s\"}"
                .formatted(names.source(), names.account(), names.stream());
        return """
                {"source":"%1$s","account":"%2$s","stream":"%3$s","filter":%4$s,"streams":[%4$s],
                 "channels":["%1$s/*/*"],"reason":"test","scope":"source","name":"made","role":"viewer","days":1,
                 "tenant":"%5$s","from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z","classes":["bulk"],
                 "priorityClass":"bulk","kind":"interval","everySeconds":3600}
                """.formatted(names.source(), names.account(), names.stream(), stream, names.tenant());
    }
}
