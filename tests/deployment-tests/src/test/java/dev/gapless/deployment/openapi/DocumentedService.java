package dev.gapless.deployment.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service with REST endpoints, and the OpenAPI document of it that is checked in. */
enum DocumentedService {
    SCHEDULER("scheduler-service", "dev.gapless.scheduler"),
    CHECKPOINT("checkpoint-service", "dev.gapless.checkpoint"),
    PROCESSOR("processor-service", "dev.gapless.processor"),
    LIVE("live-service", "dev.gapless.live");

    private static final Path DOCUMENTS = Path.of("..", "..", "docs", "openapi");

    /** One operation of a document. */
    record DocumentedOperation(String method, String path, JsonNode body) {

        /** The least role that may call it, as the document says. */
        String leastRole() {
            return body.path(OpenApiAccess.LEAST_ROLE).asString();
        }

        /** How a tenant's caller is kept to its sources, as the document says. */
        String tenantReach() {
            return body.path(OpenApiAccess.TENANT_REACH).asString();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private final String service;
    private final String packageName;

    DocumentedService(String service, String packageName) {
        this.service = service;
        this.packageName = packageName;
    }

    String service() {
        return service;
    }

    String packageName() {
        return packageName;
    }

    Path file() {
        return DOCUMENTS.resolve(service + ".openapi.json");
    }

    /** The operations of the document that is checked in. */
    List<DocumentedOperation> operations() throws IOException {
        List<DocumentedOperation> all = new ArrayList<>();
        JsonNode paths = JsonMapper.shared().readTree(Files.readString(file())).path("paths");
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                all.add(new DocumentedOperation(
                        operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
            }
        }
        return all;
    }
}
