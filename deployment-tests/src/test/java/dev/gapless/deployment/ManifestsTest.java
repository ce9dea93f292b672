package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.list;
import static dev.gapless.deployment.ProjectFiles.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gapless.deployment.ProjectFiles.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestsTest {

    static final List<String> OVERLAYS = RenderedOverlay.ALL;

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
        assertThat(ofKind("ScaledObject")).hasSize(3);
    }

    @Test
    void every_service_has_a_user_in_kafka_and_no_other_topic_than_its_own() {
        Set<String> users = new HashSet<>();
        for (Document user : ofKind("KafkaUser")) {
            users.add(user.name());
            for (Object acl : list(at(user.content(), "spec", "authorization", "acls"))) {
                assertThat(list(at(acl, "operations"))).as(user.toString()).doesNotContain("All", "Create", "Delete");
                assertThat(map(at(acl, "resource")).get("name"))
                        .as(user.toString())
                        .isNotEqualTo("*");
            }
        }
        assertThat(users)
                .containsExactlyInAnyOrder(
                        "gapless-scheduler",
                        "gapless-checkpoint",
                        "gapless-processor",
                        "gapless-miner",
                        "gapless-capture");
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
