package dev.gapless.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContainerFilesTest {

    private final ContainerFiles files = open();

    private static ContainerFiles open() {
        try {
            return new ContainerFiles(Path.of(".."));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_process_has_what_its_image_sets_and_what_the_compose_file_sets_over_it() throws IOException {
        assertThat(files.environment("miner"))
                .containsEntry("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs")
                .containsEntry("SPRING_CONFIG_IMPORT", "optional:configtree:/run/secrets/")
                .containsEntry("SPRING_KAFKA_BOOTSTRAPSERVERS", "kafka:19092")
                .containsEntry("GAPLESS_TRACING_RATIO", "0.01")
                .allSatisfy((name, value) -> assertThat(value).as(name).doesNotContain("${"));
    }

    @Test
    void encryption_is_that_of_the_component_for_kubernetes() throws IOException {
        assertThat(files.encryption())
                .containsEntry("SERVER_SSL_BUNDLE", "services")
                .containsEntry("GAPLESS_SCHEDULERURL", "https://scheduler:7070");
    }

    @Test
    void the_command_is_the_entry_point_of_the_image() throws IOException {
        assertThat(files.entryPoint()).startsWith("java").endsWith("-jar", "application.jar");
    }

    /** Else what the training run learned is not what a start needs. */
    @Test
    void an_image_is_trained_with_the_options_that_it_starts_with() throws IOException {
        String script = Files.readString(Path.of("..", "docker", "train.sh"));
        int command = script.indexOf("\njava ");
        String training = script.substring(command, script.indexOf("-jar application.jar", command));

        assertThat(options(training.split("[\\s\\\\]+")))
                .isNotEmpty()
                .isEqualTo(options(files.entryPoint().toArray(String[]::new)));
    }

    /** Those that change how the virtual machine works, in alphabetical order. */
    private static List<String> options(String... words) {
        return Stream.of(words)
                .filter(word -> word.startsWith("-X") || word.startsWith("--"))
                .filter(word -> !word.startsWith("-XX:AOTCache") && !word.equals("-XX:+ExitOnOutOfMemoryError"))
                .sorted()
                .toList();
    }
}
