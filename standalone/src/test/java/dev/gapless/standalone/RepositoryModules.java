package dev.gapless.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The folders of all modules, as the build names them. */
final class RepositoryModules {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern MODULE = Pattern.compile("<module>([\\w/-]+)</module>");

    private RepositoryModules() {}

    static List<Path> folders() throws IOException {
        return MODULE.matcher(Files.readString(REPOSITORY.resolve("pom.xml")))
                .results()
                .map(module -> REPOSITORY.resolve(module.group(1)))
                .sorted()
                .toList();
    }
}
