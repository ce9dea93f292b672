package dev.gapless.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersIT {

    @TempDir
    private Path directory;

    @Test
    void what_was_written_is_there_after_a_restart_on_the_same_ports() throws Exception {
        String kafka;
        try (EmbeddedServers servers = start()) {
            kafka = servers.kafkaBootstrapServers();
            write(servers);
            assertThat(ping(servers)).isEqualTo("+PONG");
        }
        try (EmbeddedServers servers = start()) {
            assertThat(servers.kafkaBootstrapServers()).isEqualTo(kafka);
            assertThat(rows(servers)).isEqualTo(1);
            assertThat(records(servers)).containsExactly("kept");
        }
    }

    @Test
    void servers_with_certificates_are_believed_by_who_knows_their_authority_and_refused_by_others() throws Exception {
        TlsFiles tls = TlsFiles.create(directory.resolve("certificates"));
        TlsFiles others = TlsFiles.create(directory.resolve("others"));
        EmbeddedServersConfig config = new EmbeddedServersConfig(directory.resolve("servers"), 0, 0, 0, Map.of(), tls);
        try (EmbeddedServers servers = EmbeddedServers.startWithoutKafka(config);
                KafkaBrokers brokers = KafkaBrokers.start(
                        directory.resolve("brokers"), 1, new KafkaBrokers.ClientAccess(tls, false))) {
            assertThat(nodes(brokers.clientSettings())).isEqualTo(1);
            assertThat(brokers.clientSettings()).containsEntry("security.protocol", "SSL");
            Map<String, Object> mistaken = new HashMap<>(brokers.clientSettings());
            mistaken.putAll(others.kafkaClient());
            assertThatThrownBy(() -> nodes(mistaken)).hasCauseInstanceOf(SslAuthenticationException.class);

            assertThat(encrypted(servers, tls)).isTrue();
            assertThatThrownBy(() -> encrypted(servers, others)).hasMessageContaining("SSL error");
            assertThat(servers.redisUri()).startsWith("rediss://");
        }
    }

    private static int nodes(Map<String, Object> client) throws Exception {
        try (Admin admin = Admin.create(client)) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static boolean encrypted(EmbeddedServers servers, TlsFiles tls) throws SQLException {
        DatabaseLogin owner = servers.login(DatabaseRole.OWNER);
        String url = "%s?sslmode=verify-full&sslrootcert=%s".formatted(servers.jdbcUrl(), tls.authority());
        try (Connection connection = DriverManager.getConnection(url, owner.user(), owner.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    @Test
    void what_a_killed_process_left_running_is_ended_and_its_commits_are_kept() throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.equals("written")) {
            line = out.readLine();
        }
        assertThat(line).isEqualTo("written");
        List<ProcessHandle> orphans = child.toHandle().descendants().toList();
        child.destroyForcibly().waitFor();
        assertThat(orphans).isNotEmpty().anyMatch(ProcessHandle::isAlive);

        try (EmbeddedServers servers = start()) {
            assertThat(orphans).noneMatch(ProcessHandle::isAlive);
            assertThat(rows(servers)).isEqualTo(1);
            assertThat(records(servers)).containsExactly("kept");
        }
    }

    @Test
    void a_directory_in_use_is_refused_with_the_process_that_uses_it() throws Exception {
        try (EmbeddedServers servers = start()) {
            assertThat(servers.jdbcUrl()).isNotEmpty();
            assertThatThrownBy(this::start)
                    .isInstanceOf(DirectoryInUseException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                    .hasMessageContaining("choose another directory");
        }
    }

    @Test
    void closing_leaves_no_process_behind() throws Exception {
        List<ProcessHandle> children;
        try (EmbeddedServers servers = start()) {
            assertThat(servers.redisUri()).startsWith("redis://");
            children = ProcessHandle.current().descendants().toList();
            assertThat(children).isNotEmpty();
        }
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void nobody_gets_in_without_the_password_and_commits_are_durable() throws Exception {
        try (EmbeddedServers servers = start()) {
            assertThatThrownBy(() -> DriverManager.getConnection(servers.jdbcUrl(), servers.databaseUser(), "wrong"))
                    .isInstanceOf(SQLException.class);
            try (Connection connection = connect(servers);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select current_setting('fsync'), current_setting('synchronous_commit'), rolsuper"
                                    + " from pg_roles where rolname = current_user")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("on");
                assertThat(row.getString(2)).isEqualTo("on");
                assertThat(row.getBoolean(3)).isFalse();
            }
        }
    }

    /** Starts, writes, says so, and waits to be killed. */
    static final class Killed {

        private Killed() {}

        public static void main(String[] args) throws Exception {
            EmbeddedServers servers = EmbeddedServers.start(new EmbeddedServersConfig(Path.of(args[0]), 0, 0, 0));
            write(servers);
            System.out.println("written");
            Thread.sleep(Duration.ofMinutes(1));
            servers.close();
        }
    }

    private EmbeddedServers start() throws Exception {
        Files.createDirectories(directory);
        return EmbeddedServers.start(new EmbeddedServersConfig(directory, 0, 0, 0));
    }

    private static Connection connect(EmbeddedServers servers) throws SQLException {
        return DriverManager.getConnection(servers.jdbcUrl(), servers.databaseUser(), servers.databasePassword());
    }

    private static void write(EmbeddedServers servers) throws Exception {
        try (Connection connection = connect(servers);
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select 1 as n");
        }
        Map<String, Object> config = Map.of("bootstrap.servers", servers.kafkaBootstrapServers());
        try (Admin admin = Admin.create(config)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers.kafkaBootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            assertThat(producer.send(new ProducerRecord<>("kept", "kept")).get().offset())
                    .isZero();
        }
    }

    private static int rows(EmbeddedServers servers) throws SQLException {
        try (Connection connection = connect(servers);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from kept")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static List<String> records(EmbeddedServers servers) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", servers.kafkaBootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            List<String> values = new ArrayList<>();
            long end =
                    consumer.endOffsets(List.of(partition)).values().iterator().next();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    /** The protocol is plain text, so the test needs no client. */
    private static String ping(EmbeddedServers servers) throws Exception {
        URI uri = URI.create(servers.redisUri());
        String password = uri.getUserInfo().substring(1);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write("AUTH %s\r\nPING\r\n".formatted(password).getBytes(StandardCharsets.UTF_8));
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            assertThat(reader.readLine()).isEqualTo("+OK");
            return reader.readLine();
        }
    }
}
