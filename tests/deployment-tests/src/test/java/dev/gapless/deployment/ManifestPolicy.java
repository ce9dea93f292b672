package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.has;
import static dev.gapless.deployment.ProjectFiles.list;
import static dev.gapless.deployment.ProjectFiles.map;

import dev.gapless.deployment.ProjectFiles.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What every pod must be: Pod Security "restricted", probed, drained in time, limited, and let through by name only.
 */
final class ManifestPolicy {

    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "Job");
    static final Set<String> SERVICES = Set.of("scheduler", "checkpoint", "processor", "miner", "capture", "live");

    /** Longest from the signal to the exit of a service, and what is to spare; seconds. */
    private static final int DRAIN = 20;

    private static final int SPARE = 5;

    private ManifestPolicy() {}

    /** Each is one rule broken by one document, in words; empty when all is well. */
    static List<String> offences(List<Document> documents) {
        List<String> offences = new ArrayList<>();
        List<Document> workloads = documents.stream()
                .filter(document -> WORKLOADS.contains(document.kind()))
                .toList();
        for (Document workload : workloads) {
            Map<String, Object> pod = map(at(workload.content(), "spec", "template", "spec"));
            pod(workload, pod, offences);
            for (Object container : list(at(pod, "containers"))) {
                container(workload, map(container), offences);
            }
            if (SERVICES.contains(workload.name())) {
                service(workload, pod, documents, offences);
            }
        }
        networkPolicies(documents, workloads, offences);
        return offences;
    }

    private static void pod(Document workload, Map<String, Object> pod, List<String> offences) {
        expect(workload, pod, true, offences, "securityContext", "runAsNonRoot");
        expect(workload, pod, "RuntimeDefault", offences, "securityContext", "seccompProfile", "type");
        expect(workload, pod, false, offences, "automountServiceAccountToken");
        if (!has(pod, "securityContext", "runAsUser")
                || at(pod, "securityContext", "runAsUser").equals(0)) {
            offences.add(workload + ": no user by number");
        }
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (pod.containsKey(host)) {
                offences.add(workload + ": " + host);
            }
        }
        for (Object volume : list(pod.getOrDefault("volumes", List.of()))) {
            if (has(volume, "hostPath")) {
                offences.add(workload + ": a path of the host");
            }
        }
    }

    private static void container(Document workload, Map<String, Object> container, List<String> offences) {
        expect(workload, container, false, offences, "securityContext", "allowPrivilegeEscalation");
        expect(workload, container, List.of("ALL"), offences, "securityContext", "capabilities", "drop");
        // the broker's start script writes beside itself
        if (!workload.name().equals("kafka")) {
            expect(workload, container, true, offences, "securityContext", "readOnlyRootFilesystem");
        }
        String image = String.valueOf(container.get("image"));
        String tag = image.substring(image.lastIndexOf('/') + 1);
        if (!tag.contains(":") || tag.endsWith(":latest")) {
            offences.add("%s: %s has no version".formatted(workload, image));
        }
        for (String resource : List.of("cpu", "memory")) {
            if (!has(container, "resources", "requests", resource)) {
                offences.add("%s: no request for %s".formatted(workload, resource));
            }
        }
        if (!has(container, "resources", "limits", "memory")) {
            offences.add(workload + ": no limit of memory");
        }
        if (!workload.kind().equals("Job")) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                if (!container.containsKey(probe)) {
                    offences.add("%s: no %s".formatted(workload, probe));
                }
            }
        }
    }

    private static void service(
            Document workload, Map<String, Object> pod, List<Document> documents, List<String> offences) {
        Map<String, Object> container = map(list(at(pod, "containers")).getFirst());
        if (has(container, "livenessProbe") && has(container, "readinessProbe")) {
            expect(workload, container, "/livez", offences, "livenessProbe", "httpGet", "path");
            expect(workload, container, "api", offences, "livenessProbe", "httpGet", "port");
            expect(workload, container, "management", offences, "readinessProbe", "httpGet", "port");
        }
        int grace = (int) pod.getOrDefault("terminationGracePeriodSeconds", 30);
        int pause = has(container, "lifecycle", "preStop", "sleep", "seconds")
                ? (int) at(container, "lifecycle", "preStop", "sleep", "seconds")
                : 0;
        if (pause == 0 || pause + DRAIN + SPARE > grace) {
            offences.add("%s: %d s of preStop and %d s of drain in %d s".formatted(workload, pause, DRAIN, grace));
        }
        if (!has(pod, "topologySpreadConstraints")) {
            offences.add(workload + ": pods may all be on one node");
        }
        boolean budget = documents.stream()
                .filter(document -> document.kind().equals("PodDisruptionBudget"))
                .filter(document -> selects(at(document.content(), "spec", "selector"), labels(workload)))
                .anyMatch(document ->
                        at(document.content(), "spec", "maxUnavailable").equals(1)
                                && at(document.content(), "spec", "unhealthyPodEvictionPolicy")
                                        .equals("AlwaysAllow"));
        if (!budget) {
            offences.add(workload + ": no disruption budget");
        }
    }

    private static void networkPolicies(List<Document> documents, List<Document> workloads, List<String> offences) {
        List<Document> policies = documents.stream()
                .filter(document -> document.kind().equals("NetworkPolicy"))
                .toList();
        for (Document workload : workloads) {
            boolean denied = policies.stream()
                    .filter(policy ->
                            !has(policy.content(), "spec", "ingress") && !has(policy.content(), "spec", "egress"))
                    .anyMatch(policy -> selects(at(policy.content(), "spec", "podSelector"), labels(workload)));
            // the labels of the whole are added by kustomize
            if (!denied && workloads.stream().anyMatch(each -> labels(each).containsKey("app.kubernetes.io/part-of"))) {
                offences.add(workload + ": no policy that denies by default");
            }
        }
        for (Document policy : policies) {
            Object selector = at(policy.content(), "spec", "podSelector");
            boolean ours = !has(selector, "matchLabels", "cnpg.io/cluster")
                    && !has(selector, "matchLabels", "app.kubernetes.io/part-of");
            if (ours && workloads.stream().noneMatch(workload -> selects(selector, labels(workload)))) {
                offences.add(policy + ": selects no pod");
            }
        }
    }

    private static Map<String, Object> labels(Document workload) {
        return map(at(workload.content(), "spec", "template", "metadata", "labels"));
    }

    private static boolean selects(Object selector, Map<String, Object> labels) {
        return !has(selector, "matchLabels")
                || labels.entrySet()
                        .containsAll(map(at(selector, "matchLabels")).entrySet());
    }

    private static void expect(
            Document workload, Map<String, Object> node, Object wanted, List<String> offences, Object... path) {
        Object found = has(node, path) ? at(node, path) : null;
        if (!wanted.equals(found)) {
            offences.add("%s: %s is %s (wanted: %s)".formatted(workload, List.of(path), found, wanted));
        }
    }

    /** A mistake in a service's manifest that a rule must find. */
    enum Sabotage {
        ROOT("securityContext", "runAsNonRoot", "false"),
        NO_SECCOMP("securityContext", "seccompProfile", "{type: Unconfined}"),
        TOKEN(null, "automountServiceAccountToken", "true"),
        HURRY(null, "terminationGracePeriodSeconds", "20"),
        CROWDED(null, "topologySpreadConstraints", null),
        LATEST("containers", "image", "gapless/miner:latest"),
        NO_READINESS("containers", "readinessProbe", null),
        UNLIMITED("containers", "resources", null),
        PRIVILEGED("containers", "securityContext", null);

        private final @Nullable String part;
        private final String key;
        /** As YAML; null takes the field away. */
        private final @Nullable String value;

        Sabotage(@Nullable String part, String key, @Nullable String value) {
            this.part = part;
            this.key = key;
            this.value = value;
        }

        void of(List<Document> documents) {
            Document miner = documents.stream()
                    .filter(document -> document.kind().equals("Deployment")
                            && document.name().equals("miner"))
                    .findFirst()
                    .orElseThrow();
            Map<String, Object> pod = map(at(miner.content(), "spec", "template", "spec"));
            Object node = part == null ? pod : at(pod, part);
            Map<String, Object> where = node instanceof List<?> several ? map(several.getFirst()) : map(node);
            if (value == null) {
                where.remove(key);
            } else {
                where.put(key, new Yaml().load(value));
            }
        }
    }
}
