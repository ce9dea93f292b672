package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.deployment.ProjectFiles.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one address for all services leads each documented path to the service that has it. */
class GatewayRoutesTest {

    /** What ingress-nginx takes as a path of another type than ImplementationSpecific. */
    private static final Pattern STRICT_PATH = Pattern.compile("/[A-Za-z0-9_./-]*");

    private record GatewayRoute(String path, String type, String service) {

        /** A prefix ends where a part of the path ends, and one of ingress-nginx's own kind anywhere. */
        boolean matches(String asked) {
            return switch (type) {
                case "Prefix" -> asked.equals(path) || asked.startsWith(path + "/");
                case "ImplementationSpecific" -> asked.startsWith(path);
                default -> asked.equals(path);
            };
        }
    }

    private static List<GatewayRoute> routes() {
        Document ingress = ProjectFiles.read(ProjectFiles.MANIFESTS.resolve("components/gateway/ingress.yaml"))
                .getFirst();
        Object rule = list(at(ingress.content(), "spec", "rules")).getFirst();
        List<GatewayRoute> routes = new ArrayList<>();
        for (Object path : list(at(rule, "http", "paths"))) {
            routes.add(new GatewayRoute(
                    at(path, "path").toString(),
                    at(path, "pathType").toString(),
                    at(path, "backend", "service", "name").toString()));
        }
        return routes;
    }

    private static List<String> documented(String service) throws IOException {
        Path file = ProjectFiles.HOME.resolve("docs/openapi/%s-service.openapi.json".formatted(service));
        List<String> paths = new ArrayList<>();
        new ObjectMapper().readTree(file.toFile()).get("paths").fieldNames().forEachRemaining(paths::add);
        return paths;
    }

    private static Optional<String> service(List<GatewayRoute> routes, String path) {
        return routes.stream()
                .filter(route -> route.matches(path))
                .max(Comparator.comparingInt(route -> route.path().length()))
                .map(GatewayRoute::service);
    }

    @Test
    void paths_with_a_colon_have_the_type_that_ingress_nginx_does_not_check() {
        assertThat(routes())
                .allMatch(route -> route.type().equals("ImplementationSpecific")
                        || STRICT_PATH.matcher(route.path()).matches());
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "checkpoint", "processor", "live"})
    void each_documented_path_reaches_its_service_and_internal_ones_reach_none(String service) throws IOException {
        List<GatewayRoute> routes = routes();
        for (String path : documented(service)) {
            String asked = path.replaceAll("\\{[^}]*}", "some");
            assertThat(service(routes, asked))
                    .as(path)
                    .isEqualTo(asked.startsWith("/internal/") ? Optional.empty() : Optional.of(service));
        }
    }
}
