package dev.gapless.standalone.cluster;

import dev.gapless.embedded.PlatformServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The topics, users and rights of {@code k8s/components/strimzi}, made as the Strimzi operators would make them. Each
 * service says by SCRAM who it is.
 */
final class DeclaredKafka {

    private static final String COMPONENT = "k8s/components/strimzi";
    private static final int ITERATIONS = 4_096;
    private static final int PASSWORD_BYTES = 24;
    private static final int MOST_COPIES = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path component;
    private final Map<String, String> passwords = new HashMap<>();

    private DeclaredKafka(Path component) {
        this.component = component;
    }

    /**
     * Makes all that is declared.
     *
     * @param project its root directory
     * @param brokers how many there are: no more copies are possible
     */
    static DeclaredKafka declare(Path project, PlatformServers servers, int brokers)
            throws IOException, InterruptedException {
        DeclaredKafka declared = new DeclaredKafka(project.resolve(COMPONENT));
        try (Admin admin = Admin.create(servers.kafkaClientSettings())) {
            admin.createTopics(declared.topics(Math.min(MOST_COPIES, brokers)))
                    .all()
                    .get();
            List<UserScramCredentialAlteration> credentials = new ArrayList<>();
            List<AclBinding> rights = new ArrayList<>();
            for (Map<String, Object> user : declared.documents("users.yaml")) {
                String name = name(user);
                String password = password();
                declared.passwords.put(name, password);
                credentials.add(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password));
                rights.addAll(rights(name, map(map(user.get("spec")).get("authorization"))));
            }
            admin.alterUserScramCredentials(credentials).all().get();
            admin.createAcls(rights).all().get();
            return declared;
        } catch (ExecutionException e) {
            throw new IOException(COMPONENT + " could not be declared", e);
        }
    }

    private static String password() {
        byte[] random = new byte[PASSWORD_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private List<NewTopic> topics(int copies) throws IOException {
        List<NewTopic> topics = new ArrayList<>();
        for (Map<String, Object> topic : documents("topics.yaml")) {
            Map<String, Object> spec = map(topic.get("spec"));
            Map<String, String> configs = new HashMap<>();
            map(spec.get("config")).forEach((key, value) -> configs.put(key, value.toString()));
            configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, copies - 1)));
            topics.add(new NewTopic(name(topic), (int) Objects.requireNonNull(spec.get("partitions")), (short) copies)
                    .configs(configs));
        }
        return topics;
    }

    private static List<AclBinding> rights(String user, Map<String, Object> authorization) {
        List<AclBinding> rights = new ArrayList<>();
        for (Object acl : (List<?>) Objects.requireNonNull(authorization.get("acls"))) {
            Map<String, Object> resource = map(map(acl).get("resource"));
            ResourcePattern pattern = new ResourcePattern(
                    ResourceType.fromString(text(resource, "type").replace("transactionalId", "transactional_id")),
                    text(resource, "name"),
                    text(resource, "patternType").equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
            for (Object operation : (List<?>) Objects.requireNonNull(map(acl).get("operations"))) {
                rights.add(new AclBinding(
                        pattern,
                        new AccessControlEntry("User:" + user, "*", operation(operation), AclPermissionType.ALLOW)));
            }
        }
        return rights;
    }

    /** As Strimzi writes it: DescribeConfigs and the like. */
    private static AclOperation operation(Object operation) {
        return AclOperation.fromString(operation.toString().replaceAll("(?<=[a-z])(?=[A-Z])", "_"));
    }

    /** What the secret of a service holds that Strimzi writes. */
    String login(String service) {
        String user = "gapless-" + service;
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, Objects.requireNonNull(passwords.get(user), user));
    }

    /** Variables of the services, with the addresses of the cluster. */
    Map<String, String> environment() throws IOException {
        Map<String, String> environment = new HashMap<>();
        map(documents("configuration.yaml").getFirst().get("data"))
                .forEach((name, value) -> environment.put(name, value.toString()));
        return environment;
    }

    private List<Map<String, Object>> documents(String file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        yaml.loadAll(Files.readString(component.resolve(file))).forEach(document -> documents.add(map(document)));
        return documents;
    }

    private static String name(Map<String, Object> document) {
        return text(map(document.get("metadata")), "name");
    }

    private static String text(Map<String, Object> node, String key) {
        return Objects.requireNonNull(node.get(key), key).toString();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
