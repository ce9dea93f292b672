package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.has;
import static dev.gapless.deployment.ProjectFiles.list;
import static dev.gapless.deployment.ProjectFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.TopicNames;
import dev.gapless.embedded.LoopbackPorts;
import dev.gapless.standalone.deploy.ComposeSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeFileTest {

    private static final Pattern PORT = Pattern.compile(":(\\d{4,5})\\b");
    private static final Pattern CLIENTS = Pattern.compile("PLAINTEXT://([^,]+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, Object> compose = ProjectFiles.compose();
    private final Map<String, Object> services = map(at(compose, "services"));

    @TempDir
    private Path directory;

    @Test
    void it_is_a_compose_file_and_one_with_a_misspelt_key_is_not() {
        assertThat(TypedModels.validate("compose-spec.json", compose)).isEmpty();

        Map<String, Object> misspelt = new HashMap<>(map(at(services, "redis")));
        misspelt.put("enviroment", Map.of());
        assertThat(TypedModels.validate("compose-spec.json", Map.of("services", Map.of("redis", misspelt))))
                .isNotEmpty();
    }

    @Test
    void every_secret_is_one_that_init_writes_and_none_is_missing() throws IOException {
        ComposeSecrets written = ComposeSecrets.create(directory.resolve("secrets"));
        Set<String> declared = new HashSet<>();
        for (Map.Entry<String, Object> secret : map(at(compose, "secrets")).entrySet()) {
            assertThat(at(secret.getValue(), "file")).isEqualTo("./secrets/" + secret.getKey());
            declared.add(secret.getKey());
        }
        try (Stream<Path> files = Files.list(written.directory())) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(declared);
        }
        services.forEach((name, service) -> {
            if (has(service, "secrets")) {
                for (Object secret : list(at(service, "secrets"))) {
                    Object source = secret instanceof String plain ? plain : at(secret, "source");
                    assertThat(declared).as(name).contains(String.valueOf(source));
                }
            }
        });
    }

    @Test
    void nothing_is_open_to_the_network_unlimited_without_a_version_or_with_rights() {
        services.forEach((name, service) -> {
            assertThat(has(service, "deploy", "resources", "limits", "memory"))
                    .as(name)
                    .isTrue();
            assertThat(list(at(service, "security_opt"))).as(name).contains("no-new-privileges:true");
            if (has(service, "ports")) {
                assertThat(list(at(service, "ports")))
                        .as(name)
                        .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
            }
            if (has(service, "image")) {
                assertThat(at(service, "image").toString())
                        .as(name)
                        .contains(":")
                        .doesNotEndWith(":latest");
            } else {
                assertThat(at(service, "user").toString()).as(name).startsWith("${GAPLESS_UID:?");
                assertThat(at(service, "read_only")).as(name).isEqualTo(true);
                assertThat(list(at(service, "cap_drop"))).as(name).containsExactly("ALL");
            }
        });
    }

    @Test
    void what_is_known_of_the_images_is_heeded() {
        // each line is a fact of an image that was read in its sources
        assertThat(at(services, "kafka", "environment", "KAFKA_LOG_DIRS").toString())
                .as("the default lies outside the volume")
                .isEqualTo("/var/lib/kafka/data");
        assertThat(list(at(services, "kafka", "volumes"))).contains("kafka:/var/lib/kafka/data");
        assertThat(list(at(services, "postgres", "volumes")))
                .as("the image of version 18 refuses a mount at …/data")
                .contains("postgres:/var/lib/postgresql");
        assertThat(list(at(services, "postgres", "healthcheck", "test")))
                .as("the server that only initialises listens on no TCP port")
                .contains("-h", "127.0.0.1");
        assertThat(list(at(services, "redis", "healthcheck", "test")).get(1).toString())
                .as("redis-cli ping ends well although the password is wrong, but for -e")
                .contains("redis-cli -e ping");
        for (String service : ManifestPolicy.SERVICES) {
            assertThat(list(at(services, service, "healthcheck", "test")))
                    .as("the image has neither curl nor wget")
                    .startsWith("CMD", "bash")
                    .noneMatch(word ->
                            word.toString().contains("curl") || word.toString().contains("wget"));
            assertThat(at(services, service, "stop_grace_period")).isEqualTo("30s");
            assertThat(list(at(services, service, "tmpfs")))
                    .as("what is mounted so is not executable by default, and a native library is loaded from there")
                    .allMatch(mount -> mount.toString().endsWith(",exec"));
        }
    }

    @Test
    void prometheus_finds_the_services_and_its_token_and_all_files_that_are_mounted_exist() {
        Object prometheus = ProjectFiles.read(
                        ProjectFiles.HOME.resolve("observability/prometheus/prometheus-compose.yaml"))
                .getFirst()
                .content();
        Set<String> scraped = new HashSet<>();
        for (Object job : list(at(prometheus, "scrape_configs"))) {
            String service = at(job, "dns_sd_configs", 0, "names", 0).toString();
            assertThat(at(job, "job_name")).isEqualTo("gapless-" + service);
            assertThat(at(job, "dns_sd_configs", 0, "port").toString())
                    .isEqualTo(at(services, service, "environment", "MANAGEMENT_SERVER_PORT"));
            assertThat(at(job, "authorization", "credentials_file")).isEqualTo("/run/secrets/admin.token");
            scraped.add(service);
        }
        assertThat(scraped).containsExactlyInAnyOrderElementsOf(ManifestPolicy.SERVICES);
        assertThat(list(at(services, "prometheus", "secrets"))).contains("admin.token");
        for (String service : List.of("prometheus", "grafana")) {
            for (Object volume : list(at(services, service, "volumes"))) {
                String mount = volume.toString();
                String file = mount.substring(0, mount.indexOf(':'));
                assertThat(ProjectFiles.HOME.resolve(file)).as(service).exists();
            }
        }
    }

    /** The image's own program, in the version of our broker, reads the environment that the file gives it. */
    @Test
    void the_brokers_environment_makes_a_broker_that_hands_out_tasks() throws Exception {
        for (Map<String, Object> environment :
                List.of(map(at(services, "kafka", "environment")), environmentOf("overlays/dev/kafka.yaml"))) {
            Properties written = configured(environment);

            KafkaConfig config = KafkaConfig.fromProps(written);
            assertThat(written).containsEntry("process.roles", "broker,controller");
            assertThat(config.shareCoordinatorConfig().shareCoordinatorStateTopicReplicationFactor())
                    .isEqualTo((short) 1);
            assertThat(config.shareCoordinatorConfig().shareCoordinatorStateTopicMinIsr())
                    .isEqualTo((short) 1);
            assertThat(config.autoCreateTopicsEnable()).isFalse();
            assertThat(config.messageMaxBytes()).isGreaterThanOrEqualTo(9 << 20);
            requireTask(config, written);
        }
    }

    /** Starts the broker, and demands that a member of a share group gets a record from it. */
    private static void requireTask(KafkaConfig config, Properties written) throws Exception {
        Matcher address = CLIENTS.matcher(written.getProperty("advertised.listeners"));
        assertThat(address.find()).isTrue();
        Map<String, Object> settings = Map.of("bootstrap.servers", address.group(1));
        KafkaRaftServer broker = new KafkaRaftServer(config, Time.SYSTEM);
        broker.startup();
        try (Admin admin = Admin.create(settings);
                Producer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(TopicNames.MINING_TASKS, 1, (short) 1)))
                    .all()
                    .get();
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.GROUP, TopicNames.MINER_GROUP),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(TopicNames.MINING_TASKS, new byte[] {1}))
                    .get();
            assertThat(firstTask(settings)).containsExactly(1);
        } finally {
            broker.shutdown();
            broker.awaitShutdown();
        }
    }

    private static byte[] firstTask(Map<String, Object> settings) {
        Map<String, Object> member = new HashMap<>(settings);
        member.put("group.id", TopicNames.MINER_GROUP);
        try (ShareConsumer<byte[], byte[]> miner =
                new KafkaShareConsumer<>(member, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            miner.subscribe(List.of(TopicNames.MINING_TASKS));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> task : miner.poll(Duration.ofMillis(500))) {
                    return task.value();
                }
            }
        }
        return new byte[0];
    }

    /** The same on this machine: free ports in place of the container's, each always by the same one. */
    private static Map<String, String> here(Map<String, Object> environment) throws IOException {
        Set<String> ports = new LinkedHashSet<>();
        environment
                .values()
                .forEach(value -> PORT.matcher(value.toString()).results().forEach(port -> ports.add(port.group(1))));
        int[] free = LoopbackPorts.free(ports.size());
        Map<String, String> mapped = new HashMap<>();
        for (String port : ports) {
            mapped.put(port, Integer.toString(free[mapped.size()]));
        }
        Map<String, String> here = new HashMap<>();
        environment.forEach((name, value) -> here.put(
                name,
                PORT.matcher(value.toString().replace("://:", "://127.0.0.1:").replace("kafka:", "127.0.0.1:"))
                        .replaceAll(port -> ":" + mapped.get(port.group(1)))));
        return here;
    }

    private static Map<String, Object> environmentOf(String manifest) {
        Map<String, Object> environment = new HashMap<>();
        Object pod = at(
                ProjectFiles.read(ProjectFiles.MANIFESTS.resolve(manifest))
                        .getFirst()
                        .content(),
                "spec",
                "template",
                "spec");
        for (Object variable : list(at(pod, "containers", 0, "env"))) {
            environment.put(at(variable, "name").toString(), at(variable, "value"));
        }
        return environment;
    }

    private Properties configured(Map<String, Object> environment) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "broker");
        Path defaults = Files.createDirectory(place.resolve("defaults"));
        for (String file : List.of("server.properties", "log4j2.yaml", "tools-log4j2.yaml")) {
            Files.createFile(defaults.resolve(file));
        }
        Path result = Files.createDirectory(place.resolve("final"));
        ProcessBuilder wrapper = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "kafka.docker.KafkaDockerWrapper",
                "setup",
                "--default-configs-dir",
                defaults.toString(),
                "--mounted-configs-dir",
                Files.createDirectory(place.resolve("mounted")).toString(),
                "--final-configs-dir",
                result.toString());
        wrapper.environment().putAll(here(environment));
        wrapper.environment().put("KAFKA_LOG_DIRS", place.resolve("log").toString());
        Path log = place.resolve("log.txt");
        Process process =
                wrapper.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(process.waitFor()).as(() -> read(log)).isZero();
        assertThat(place.resolve("log").resolve("meta.properties"))
                .as("formatted with the cluster's id")
                .content()
                .contains(at(environment, "CLUSTER_ID").toString());
        Properties written = new Properties();
        try (var in = Files.newInputStream(result.resolve("server.properties"))) {
            written.load(in);
        }
        return written;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
