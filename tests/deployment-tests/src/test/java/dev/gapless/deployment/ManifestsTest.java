package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.has;
import static dev.gapless.deployment.ProjectFiles.list;
import static dev.gapless.deployment.ProjectFiles.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gapless.deployment.ProjectFiles.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    static final List<String> OVERLAYS = RenderedOverlay.ALL;

    private static final Pattern EXPORTED = Pattern.compile("\\| `(gapless\\.[a-z.]+)` \\|");
    private static final Pattern FIGURE = Pattern.compile("\\bgapless_[a-z_]+");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>gapless</artifactId>\\s*<version>([^<]+)</version>");

    static List<Document> manifests() {
        return ProjectFiles.manifests();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void each_document_is_of_its_kinds_model(Document document) {
        assertThatCode(() -> TypedModels.require(document)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: a, imaeg: b}]}}}}",
                "{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {maxUnavailabel: 1}}",
                "{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, spec: {podMetricsEndpoints: [{porrt: a}]}}",
                "{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, spec: {partition: 3}}",
                "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: a}, spec: {minReplicas: 1}}",
                "{apiVersion: unheard.of/v1, kind: Thing}"
            })
    void a_field_that_nobody_knows_is_found(String document) {
        assertThatThrownBy(() ->
                        TypedModels.require(ProjectFiles.parse("test", document).getFirst()))
                .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void what_an_overlay_makes_is_of_the_models_and_keeps_the_policy(String overlay) throws Exception {
        List<Document> rendered = rendered(overlay);

        assertThat(rendered).allSatisfy(TypedModels::require);
        assertThat(ManifestPolicy.offences(rendered)).isEmpty();
    }

    @Test
    void the_base_keeps_the_policy_but_for_the_images_that_overlays_name() {
        List<Document> base = ProjectFiles.manifests().stream()
                .filter(document -> document.origin().startsWith("base/"))
                .toList();

        assertThat(ManifestPolicy.offences(base)).allMatch(offence -> offence.contains("no version"));
        assertThat(base).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void each_way_to_break_the_policy_is_found(String overlay) throws Exception {
        for (ManifestPolicy.Sabotage sabotage : ManifestPolicy.Sabotage.values()) {
            List<Document> rendered = rendered(overlay);
            sabotage.of(rendered);

            assertThat(ManifestPolicy.offences(rendered)).as(sabotage.name()).isNotEmpty();
        }
    }

    @Test
    void a_processor_or_capture_is_never_one_of_more_than_there_are_partitions_and_captures_never_end() {
        Object partitions = at(document("ConfigMap", "gapless").content(), "data", "GAPLESS_TOPICS_PARTITIONS");
        for (Document scaled : ofKind("ScaledObject")) {
            int least = (int) at(scaled.content(), "spec", "minReplicaCount");
            int most = (int) at(scaled.content(), "spec", "maxReplicaCount");
            assertThat(least).as(scaled.toString()).isPositive();
            assertThat(most).as(scaled.toString()).isLessThanOrEqualTo(Integer.parseInt(partitions.toString()));
        }
        assertThat(ofKind("ScaledObject")).hasSize(4);
    }

    @Test
    void each_scaler_asks_for_a_figure_that_is_exported_and_both_components_scale_the_same() throws IOException {
        String metrics = Files.readString(ProjectFiles.HOME.resolve("docs/metrics.md"));
        Set<String> exported = EXPORTED.matcher(metrics)
                .results()
                .map(name -> name.group(1).replace('.', '_'))
                .collect(Collectors.toSet());
        Set<String> scaled = new HashSet<>();
        for (Document scaler : ofKind("ScaledObject")) {
            String query = at(scaler.content(), "spec", "triggers", 0, "metadata", "query")
                    .toString();
            assertThat(FIGURE.matcher(query).results().map(MatchResult::group).toList())
                    .as(scaler.toString())
                    .isNotEmpty()
                    .isSubsetOf(exported);
            scaled.add(at(scaler.content(), "spec", "scaleTargetRef", "name").toString());
        }
        assertThat(ofKind("HorizontalPodAutoscaler").stream()
                        .map(scaler -> at(scaler.content(), "spec", "scaleTargetRef", "name")
                                .toString()))
                .containsExactlyInAnyOrderElementsOf(scaled);
    }

    @Test
    void the_migration_is_named_by_the_release_that_the_images_are_of() throws IOException {
        Matcher version = VERSION.matcher(Files.readString(ProjectFiles.HOME.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        String release = version.group(1);

        assertThat(ofKind("Job").stream().map(Document::name))
                .containsExactly(
                        "gapless-migrate-" + release.toLowerCase(Locale.ROOT).replace('.', '-'));
        assertThat(list(at(kustomization("overlays/production"), "images")))
                .allSatisfy(image -> assertThat(at(image, "newTag")).isEqualTo(release));
    }

    @Test
    void with_certificates_all_that_speaks_to_a_service_speaks_https() throws Exception {
        List<Document> production = rendered("production");

        assertThat(ofServices(production, "Service"))
                .hasSize(4)
                .allSatisfy(service -> assertThat(at(service.content(), "spec", "ports", 0, "appProtocol"))
                        .as(service.toString())
                        .isEqualTo("https"));
        for (String kind : List.of("Deployment", "StatefulSet")) {
            for (Document workload : ofServices(production, kind)) {
                for (String probe : List.of("startupProbe", "livenessProbe")) {
                    assertThat(at(
                                    workload.content(),
                                    "spec",
                                    "template",
                                    "spec",
                                    "containers",
                                    0,
                                    probe,
                                    "httpGet",
                                    "scheme"))
                            .as("%s %s", workload, probe)
                            .isEqualTo("HTTPS");
                }
            }
        }
    }

    private static List<Document> ofServices(List<Document> documents, String kind) {
        return documents.stream()
                .filter(document -> document.kind().equals(kind))
                .filter(document -> ManifestPolicy.SERVICES.contains(document.name()))
                .toList();
    }

    @Test
    void every_service_has_a_user_in_kafka_with_the_rights_of_what_it_does() {
        Map<String, Set<String>> rights = new HashMap<>();
        for (Document user : ofKind("KafkaUser")) {
            Set<String> granted = new TreeSet<>();
            for (Object acl : list(at(user.content(), "spec", "authorization", "acls"))) {
                Map<String, Object> resource = map(at(acl, "resource"));
                String name = resource.get("name") + (Objects.equals(resource.get("patternType"), "prefix") ? "*" : "");
                for (Object operation : list(at(acl, "operations"))) {
                    granted.add("%s %s %s".formatted(operation, resource.get("type"), name));
                }
            }
            rights.put(user.name(), granted);
        }
        assertThat(rights).isEqualTo(KafkaRights.ALL);
    }

    @Test
    void each_service_is_in_each_list_of_services() throws IOException {
        Object scraped =
                at(document("PodMonitor", "gapless").content(), "spec", "selector", "matchExpressions", 0, "values");
        assertThat(list(scraped)).containsExactlyInAnyOrderElementsOf(List.copyOf(ManifestPolicy.SERVICES));
        for (String place : List.of("components/strimzi", "components/tls", "overlays/production")) {
            assertThat(patched(place)).as(place).containsAll(ManifestPolicy.SERVICES);
        }
        String dockerfile = Files.readString(ProjectFiles.HOME.resolve("Dockerfile"));
        Set<String> images = new HashSet<>();
        for (Document workload : ProjectFiles.manifests()) {
            if (has(workload.content(), "spec", "template", "spec", "containers")
                    && ManifestPolicy.SERVICES.contains(workload.name())) {
                String image = at(workload.content(), "spec", "template", "spec", "containers", 0, "image")
                        .toString();
                String module = image.substring("gapless/".length());
                assertThat(at(ProjectFiles.compose(), "services", workload.name(), "build", "args", "SERVICE"))
                        .isEqualTo(module);
                assertThat(dockerfile)
                        .as("the modules that the images are made of")
                        .containsPattern("[ ,]" + module + "\\b");
                for (String overlay : OVERLAYS) {
                    assertThat(list(at(kustomization("overlays/" + overlay), "images")))
                            .as(overlay)
                            .anyMatch(renamed -> at(renamed, "name").equals(image));
                }
                images.add(image);
            }
        }
        assertThat(images).hasSameSizeAs(ManifestPolicy.SERVICES);
    }

    /** Names of the workloads that patches of a directory's kustomization are for. */
    private static Set<String> patched(String directory) {
        Set<String> patched = new HashSet<>();
        for (Object patch : list(at(kustomization(directory), "patches"))) {
            if (has(patch, "target", "name")) {
                patched.add(at(patch, "target", "name").toString());
            }
        }
        return patched;
    }

    private static Object kustomization(String directory) {
        return ProjectFiles.read(ProjectFiles.MANIFESTS.resolve(directory).resolve("kustomization.yaml"))
                .getFirst()
                .content();
    }

    private static List<Document> rendered(String overlay) throws IOException, InterruptedException {
        Optional<Path> kubectl = RenderedOverlay.kubectl();
        assumeThat(kubectl)
                .as("kubectl renders overlays, and is not on the PATH")
                .isPresent();
        return RenderedOverlay.of(kubectl.orElseThrow(), overlay);
    }

    private static Document document(String kind, String name) {
        return ofKind(kind).stream()
                .filter(document -> document.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Document> ofKind(String kind) {
        return ProjectFiles.manifests().stream()
                .filter(document -> document.kind().equals(kind))
                .toList();
    }
}
