package dev.gapless.standalone.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code Dockerfile} and {@code docker-compose.yml} say of how a service is started. */
final class ContainerFiles {

    private static final Pattern ENTRY_POINT = Pattern.compile("ENTRYPOINT \\[(.*?)]", Pattern.DOTALL);
    private static final Pattern VARIABLES = Pattern.compile("^ENV ((?:.*\\\\\\R)*.*)$", Pattern.MULTILINE);
    private static final Pattern VARIABLE = Pattern.compile("(\\w+)=(\\S+)");
    private static final Pattern DEFAULTED = Pattern.compile("\\$\\{(\\w+):-([^}]*)}");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"");

    /** 65 % of the 640 MB that the compose file gives. */
    private static final String HEAP = "-Xmx416m";

    private final Path project;
    private final Map<String, Object> services;

    /** @param project its root directory */
    ContainerFiles(Path project) throws IOException {
        this.project = project;
        String compose = Files.readString(project.resolve("docker-compose.yml"));
        Map<String, Object> file = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(compose));
        this.services = map(file.get("services"));
    }

    /** The command that the image begins with: the virtual machine, its options and the jar. */
    List<String> entryPoint() throws IOException {
        Matcher entry = ENTRY_POINT.matcher(Files.readString(project.resolve("Dockerfile")));
        if (!entry.find()) {
            throw new IOException("Dockerfile: no ENTRYPOINT");
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(entry.group(1));
        while (word.find()) {
            words.add(word.group(1));
        }
        return words;
    }

    /** As {@link #entryPoint}, by the virtual machine of this process, and with the heap that a container would get. */
    List<String> command() throws IOException {
        List<String> command = entryPoint();
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.replaceAll(word -> word.startsWith("-XX:MaxRAMPercentage=") ? HEAP : word);
        return command;
    }

    /** As {@link #command}, from the jar as it was built, and without the cache of its classes. */
    List<String> plainCommand(String service) throws IOException {
        List<String> command = command();
        command.removeIf(word -> word.startsWith("-XX:AOTCache="));
        command.set(command.indexOf("-jar") + 1, jar(service).toString());
        return command;
    }

    /**
     * What the image sets, and what the compose file sets over it.
     *
     * @param service as the compose file names it
     */
    Map<String, String> environment(String service) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        Matcher variables = VARIABLES.matcher(Files.readString(project.resolve("Dockerfile")));
        while (variables.find()) {
            Matcher variable = VARIABLE.matcher(variables.group(1));
            while (variable.find()) {
                environment.put(variable.group(1), variable.group(2));
            }
        }
        map(service(service).get("environment"))
                .forEach((name, value) -> environment.put(name, interpolated(value.toString())));
        return environment;
    }

    /** As Compose fills in a variable that has a default. */
    private static String interpolated(String value) {
        return DEFAULTED.matcher(value).replaceAll(variable -> {
            String set = System.getenv(variable.group(1));
            return Matcher.quoteReplacement(set == null || set.isEmpty() ? variable.group(2) : set);
        });
    }

    /** Names of secrets by the names of the files that the service sees. */
    Map<String, String> secrets(String service) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (Object secret : (List<?>) Objects.requireNonNull(service(service).get("secrets"))) {
            if (secret instanceof String plain) {
                secrets.put(plain, plain);
            } else {
                secrets.put(
                        String.valueOf(map(secret).get("target")),
                        String.valueOf(map(secret).get("source")));
            }
        }
        return secrets;
    }

    /** Variables by which services encrypt what they say to each other, as the component for Kubernetes sets them. */
    Map<String, String> encryption() throws IOException {
        String component = Files.readString(project.resolve("k8s/components/tls/configuration.yaml"));
        Map<String, Object> file = map(new Yaml(new SafeConstructor(new LoaderOptions())).load(component));
        Map<String, String> environment = new LinkedHashMap<>();
        map(file.get("data")).forEach((name, value) -> environment.put(name, value.toString()));
        return environment;
    }

    /** The jar that the image of the service is made of. */
    Path jar(String service) throws IOException {
        Object build = service(service).get("build");
        String module = String.valueOf(map(map(build).get("args")).get("SERVICE"));
        Path target = project.resolve(module).resolve("target");
        try (var jars = Files.newDirectoryStream(target, "*-exec.jar")) {
            for (Path jar : jars) {
                return jar;
            }
        }
        throw new IOException("%s: no executable jar (build it: mvn -Pquick package)".formatted(target));
    }

    private Map<String, Object> service(String name) {
        return map(Objects.requireNonNull(services.get(name), () -> "docker-compose.yml has no service " + name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
