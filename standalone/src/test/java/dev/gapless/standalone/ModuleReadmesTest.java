package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that the README of each module says what one who works on it must know. */
class ModuleReadmesTest {

    private static final List<String> PARTS = List.of(
            "\n## Working on it\n",
            "\n* **It is not** ",
            "\n* **Flow.** ",
            "\n* **Tests.** ",
            "\n* **A new feature** ");

    @Test
    void each_module_says_what_it_is_not_how_it_flows_how_it_is_tested_and_where_a_feature_goes() throws IOException {
        List<Path> modules = RepositoryModules.folders();
        List<String> absent = new ArrayList<>();
        for (Path module : modules) {
            Path readme = module.resolve("README.md");
            String text = Files.exists(readme) ? Files.readString(readme) : "";
            PARTS.stream()
                    .filter(part -> !text.contains(part))
                    .map(part -> module + ": " + part.strip())
                    .forEach(absent::add);
        }
        assertThat(modules).hasSizeGreaterThan(15);
        assertThat(absent).isEmpty();
    }
}
