import KubernetesAPI
import Manifests
import Testing

@Suite("Manifests found in public clusters")
struct FixtureTests {
    @Test("Each is read whole and holds KopiaMaintenances", arguments: WildManifests.names)
    func parses(name: String) throws {
        let manifest = Manifest(try WildManifests.bytes(name))
        #expect(manifest.error == nil)
        let objects = manifest.documents.flatMap(\.objects)
        #expect(!objects.isEmpty)
        for object in objects {
            #expect(object.root["kind"] == "KopiaMaintenance")
            #expect(object.root["metadata"]?["name"]?.string?.isEmpty == false)
            #expect(object.root["spec"]?["repository"]?["repository"]?.string?.isEmpty == false)
            #expect(
                object.root["spec"]?["schedule"]?.string ?? object.root["spec"]?["trigger"]?["schedule"]?.string != nil
            )
        }
    }

    @Test("There are 48 of them, one with two objects")
    func count() throws {
        let objects = try WildManifests.names.flatMap {
            Manifest(try WildManifests.bytes($0)).documents.flatMap(\.objects)
        }
        #expect(objects.count == 49)
    }

    @Test("Placeholders are plain text")
    func placeholders() throws {
        let object = try #require(Manifest(try WildManifests.bytes("wild-22")).documents.first?.root)
        #expect(object["metadata"]?["name"] == "${APP}-b2")
        #expect(object["spec"]?["cacheCapacity"] == "${VOLSYNC_CACHE_CAPACITY:=8Gi}")
        #expect(object["spec"]?["podSecurityContext"]?["runAsUser"] == "${VOLSYNC_UID:=568}")
        #expect(object["spec"]?["trigger"]?["schedule"] == "${VOLSYNC_B2_MINUTE:=0} 4 * * *")
    }
}
