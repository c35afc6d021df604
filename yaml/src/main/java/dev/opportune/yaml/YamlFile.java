package dev.opportune.yaml;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Reads a file of one YAML document whose root is a mapping. First its structure is judged as a whole; only a tree in
/// which nothing is wrong is given to whoever looks for meaning.
public final class YamlFile {

    public static final int MAX_BYTES = 1 << 20;

    /// How many mappings and lists may lie in one another.
    public static final int MAX_DEPTH = 12;

    /// Reads the file, which is UTF-8. Gives nothing, and notes all that is wrong, when there is no tree to go on with;
    /// a
    /// file that says nothing is an empty one.
    public static Optional<Node.Mapping> read(Path file, Problems problems) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) return tooLarge(problems);
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return parse(decoder.decode(ByteBuffer.wrap(bytes)).toString(), problems);
        } catch (NoSuchFileException _) {
            problems.add("cannot be read: it is not there", "a file");
        } catch (CharacterCodingException _) {
            problems.add("not UTF-8", "UTF-8 text");
        } catch (IOException e) {
            problems.add("cannot be read: " + e, "a file");
        }
        return Optional.empty();
    }

    /// The same for its text.
    public static Optional<Node.Mapping> parse(String text, Problems problems) {
        return text.length() > MAX_BYTES ? tooLarge(problems) : TreeReader.read(text, problems);
    }

    private static Optional<Node.Mapping> tooLarge(Problems problems) {
        problems.add("too large", "at most " + MAX_BYTES + " bytes");
        return Optional.empty();
    }

    private YamlFile() {}
}
