package dev.gapless.checkpoint.checkpoints;

import dev.gapless.checkpoint.leases.LeaseAcquisition.Acquired;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A process of its own that holds the leases of two checkpoints for two seconds and writes them without ever looking at
 * a clock, until both have refused it twenty times. Arguments: the database's address, user and password.
 */
final class StoppedHolder {

    private StoppedHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        DriverManagerDataSource source = new DriverManagerDataSource(
                arguments[0] + (arguments[0].contains("?") ? "&" : "?") + "currentSchema=checkpoint",
                arguments[1],
                arguments[2]);
        JdbcClient jdbc = JdbcClient.create(source);
        CheckpointStore checkpoints =
                CheckpointRig.checkpoints(jdbc, TransactionOperations.withoutTransaction(), StateSchema.CURRENT);
        List<Writer> writers =
                List.of(new Writer(checkpoints, CheckpointRig.POSTS), new Writer(checkpoints, CheckpointRig.ANN));
        while (writers.stream().anyMatch(writer -> writer.refused < 20)) {
            writers.forEach(Writer::write);
            Thread.sleep(20);
        }
        writers.forEach(writer -> System.out.println(writer.id + " written after refusal: " + writer.afterRefusal));
    }

    private static final class Writer {

        private final CheckpointStore checkpoints;
        private final CheckpointId id;
        private final long token;
        private Checkpoint known;
        private int refused;
        private int afterRefusal;

        Writer(CheckpointStore checkpoints, CheckpointId id) {
            this.checkpoints = checkpoints;
            this.id = id;
            if (checkpoints.begin(id, "stopped", Duration.ofSeconds(2), null)
                    instanceof CheckpointStore.Begun(Acquired(var lease), CheckpointReadResult.Read(Checkpoint now))) {
                this.token = lease.token();
                this.known = now;
            } else {
                throw new IllegalStateException("no lease of " + id);
            }
        }

        void write() {
            CheckpointUpdate move = new CheckpointUpdate(
                    token, known.version(), 3, 3, JsonNodeFactory.instance.objectNode(), List.of(), 1, null, false);
            switch (checkpoints.move(id, move)) {
                case CheckpointUpdateResult.To(Checkpoint now) -> {
                    known = now;
                    afterRefusal += refused > 0 ? 1 : 0;
                }
                case CheckpointUpdateResult.Fenced _ -> refused++;
                case CheckpointUpdateResult.Elsewhere _ -> {
                    // a writer that knows no better: it reads what is there, and tries with its old token
                    refused++;
                    if (checkpoints.read(id) instanceof CheckpointReadResult.Read(Checkpoint now)) {
                        known = now;
                    }
                }
            }
        }
    }
}
