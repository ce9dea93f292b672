package dev.gapless.standalone.cluster;

import dev.gapless.embedded.DatabaseRole;
import dev.gapless.embedded.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The variables and secret files of a process: those that its container gets, with the addresses and passwords of this
 * machine.
 */
final class ServiceSettings {

    private static final String SECRETS = "/run/secrets";

    /** How a service says to Kafka who it is. */
    private static final String LOGIN = "spring.kafka.properties.sasl.jaas.config";

    /**
     * What is there before the services.
     *
     * @param secrets the directory of the files that {@code ./gapless compose init} makes
     * @param tls null where connections are not encrypted
     * @param declared null where Kafka allows everything
     */
    record Surroundings(
            ClusterServers servers,
            Path secrets,
            @Nullable TlsFiles tls,
            @Nullable DeclaredKafka declared) {}

    private final ContainerFiles files;
    private final Surroundings around;
    private final ServiceAddresses addresses;
    private final Path mounts;

    /** @param mounts a directory for what containers would have mounted */
    ServiceSettings(ContainerFiles files, Surroundings around, ServiceAddresses addresses, Path mounts) {
        this.files = files;
        this.around = around;
        this.addresses = addresses;
        this.mounts = mounts;
    }

    /** Variables of a service, without its ports. */
    Map<String, String> ofService(String service) throws IOException {
        Path mounted = mounts.resolve(service);
        Map<String, String> environment = environment(service, mounted);
        if (around.tls() != null) {
            environment.putAll(encryption(mounted, around.tls()));
        }
        if (around.declared() != null) {
            environment.putAll(authorization(around.declared()));
        }
        return environment;
    }

    /** Variables of the migration of a service's tables. */
    Map<String, String> ofMigration(String migration) throws IOException {
        return environment(migration, mounts.resolve(migration));
    }

    /** What the compose file says, with the addresses of this machine. */
    private Map<String, String> environment(String service, Path mounted) throws IOException {
        Map<String, String> environment = files.environment(service);
        environment.replaceAll((name, value) -> switch (value) {
            case "kafka:19092" -> around.servers().kafkaBootstrapServers();
            case "http://scheduler:7070" -> addresses.url("scheduler");
            case "http://checkpoint:7074" -> addresses.url("checkpoint");
            case "jdbc:postgresql://postgres:5432/gapless" -> databaseUrl();
            default -> value.replace(SECRETS, mounted.toString());
        });
        int copies = Math.min(3, around.servers().kafkaBootstrapServers().split(",").length);
        environment.put("GAPLESS_TOPICS_REPLICATION", Integer.toString(copies));
        environment.put("GAPLESS_TOPICS_MININSYNCREPLICAS", Integer.toString(Math.max(1, copies - 1)));
        environment.put("GAPLESS_NETWORK_ALLOWEDPRIVATE", "127.0.0.0/8,::1");
        environment.put("SPRING_CONFIG_IMPORT", "optional:configtree:%s/".formatted(mounted));
        return environment;
    }

    private String databaseUrl() {
        String plain = around.servers().jdbcUrl();
        return around.tls() == null
                ? plain
                : "%s?sslmode=verify-full&sslrootcert=%s"
                        .formatted(plain, around.tls().authority());
    }

    /** What the component {@code k8s/components/tls} sets, and what makes clients of Kafka and Redis check them. */
    private Map<String, String> encryption(Path mounted, TlsFiles tls) throws IOException {
        Map<String, String> settings = files.encryption();
        settings.replaceAll((name, value) -> switch (value) {
            case "https://scheduler:7070" -> addresses.url("scheduler");
            case "https://checkpoint:7074" -> addresses.url("checkpoint");
            default -> value.replace(SECRETS, mounted.toString());
        });
        // the same authority signed what the servers show
        settings.put("SPRING_DATA_REDIS_SSL_BUNDLE", "services");
        settings.put("SPRING_KAFKA_SECURITY_PROTOCOL", "SSL");
        settings.put("SPRING_KAFKA_SSL_TRUSTSTORETYPE", "PEM");
        settings.put(
                "SPRING_KAFKA_SSL_TRUSTSTORELOCATION", tls.authority().toUri().toString());
        return settings;
    }

    /** What the component {@code k8s/components/strimzi} sets, but for where the brokers and their authority are. */
    private Map<String, String> authorization(DeclaredKafka kafka) throws IOException {
        Map<String, String> settings = kafka.environment();
        settings.put("SPRING_KAFKA_BOOTSTRAPSERVERS", around.servers().kafkaBootstrapServers());
        settings.put(
                "SPRING_KAFKA_SSL_TRUSTSTORELOCATION",
                Objects.requireNonNull(around.tls()).authority().toUri().toString());
        return settings;
    }

    /** Writes the files that the containers of these services and of their migrations see. */
    void mount(List<String> services, List<String> migrations) throws IOException {
        for (String service : services) {
            Path mounted = mount(service, role(service));
            if (around.declared() != null) {
                Files.writeString(mounted.resolve(LOGIN), around.declared().login(service));
            }
        }
        for (String migration : migrations) {
            mount(migration, DatabaseRole.OWNER);
        }
    }

    /** A directory as the container sees it. The servers of this process have passwords of their own. */
    private Path mount(String service, DatabaseRole role) throws IOException {
        Path mounted = Files.createDirectories(mounts.resolve(service));
        for (Map.Entry<String, String> secret : files.secrets(service).entrySet()) {
            String content = switch (secret.getKey()) {
                case "spring.datasource.password" ->
                    around.servers().login(role).password();
                case "spring.data.redis.url" -> around.servers().redisUri();
                default -> Files.readString(around.secrets().resolve(secret.getValue()));
            };
            Files.writeString(mounted.resolve(secret.getKey()), content);
        }
        TlsFiles tls = around.tls();
        if (tls != null) {
            copy(tls.certificate(), mounted.resolve("services.crt"));
            copy(tls.key(), mounted.resolve("services.key"));
            copy(tls.authority(), mounted.resolve("services-ca.pem"));
        }
        return mounted;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static DatabaseRole role(String service) {
        return service.equals("scheduler") ? DatabaseRole.SCHEDULER : DatabaseRole.CHECKPOINT;
    }
}
