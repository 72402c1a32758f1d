/// Certificates and keys for tests, valid for a hundred years; they protect nothing.
enum TestCertificates {
    /// The authority that signed every certificate below.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBijCCATGgAwIBAgIUeiGd8kfN4DO0ODcDpULrtK6iyigwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDA1MjRaGA8yMTI2MTAzMDE0
        MDUyNFowEjEQMA4GA1UEAwwHdGVzdC1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABLI8uT4qbkUjHut7bKIhhNmAfe3NTW3nRafTVAM8hS6u+wpoEZEK7HyJWDMV
        nTadZrG1UscbYesq94LCvxli272jYzBhMB0GA1UdDgQWBBQnLsRPjVjgSSuJGsfi
        EZeEUSGGFjAfBgNVHSMEGDAWgBQnLsRPjVjgSSuJGsfiEZeEUSGGFjAPBgNVHRMB
        Af8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAKBggqhkjOPQQDAgNHADBEAiAPNOxP
        geNlIoa+VuVooR0HLGZcEAPBgR1ywZf2nDhAjgIgAXs+vEQMMwOAYSQDOHqEzpZA
        l1CjmYqSyEUHEWILS2Q=
        -----END CERTIFICATE-----
        """

    /// An authority that signed none of them.
    static let otherAuthority = """
        -----BEGIN CERTIFICATE-----
        MIIBjTCCATOgAwIBAgIUF0sL7i2ThbIFWPtcZnUEadpBROMwCgYIKoZIzj0EAwIw
        EzERMA8GA1UEAwwIb3RoZXItY2EwIBcNMjYxMTIzMTQwNTI0WhgPMjEyNjEwMzAx
        NDA1MjRaMBMxETAPBgNVBAMMCG90aGVyLWNhMFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAE3KDi/iI4gmHrLSsVAShHefwiVn+7YZ/9ch5OAGaRR4V3IsViIwtCQGrG
        IuwhcS2vU9/Qo2Fmyys/GHQ8yGVa6KNjMGEwHQYDVR0OBBYEFLZcZA0qJrWoiuM8
        gi9zyviQ9NBvMB8GA1UdIwQYMBaAFLZcZA0qJrWoiuM8gi9zyviQ9NBvMA8GA1Ud
        EwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoGCCqGSM49BAMCA0gAMEUCIH9p
        DzE5I++bhhChiP2C/QNCCiwdY9gNytIvWUZS+YsFAiEAxyQFOy3UD+MM0RjHValC
        ahoww5ROm+hLhyfJGtE+Pyo=
        -----END CERTIFICATE-----
        """

    /// For `api.test` and 127.0.0.1.
    static let serverCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBuTCCAV+gAwIBAgIUf0WsVJcnxlTlwJibdlhm0Yc/6W0wCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDA1MjRaGA8yMTI2MTAzMDE0
        MDUyNFowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEuEou6p/2u9LifF6+u01AC9gR7wYIE7tI1KgLTRlHCmZhUYNA9syyuULA43w9
        LJDi/FIDHmE4s4QLbV3A0qEkb6OBkTCBjjAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB
        /wQEAwIHgDATBgNVHSUEDDAKBggrBgEFBQcDATAZBgNVHREEEjAQgghhcGkudGVz
        dIcEfwAAATAdBgNVHQ4EFgQUwXPwg/REeAzBqp9EMj9c9kOxLA0wHwYDVR0jBBgw
        FoAUJy7ET41Y4EkriRrH4hGXhFEhhhYwCgYIKoZIzj0EAwIDSAAwRQIge+ys49+u
        fErf1nB3/zDzthLAYbchK15jXqqSXA2ZoVACIQDQW0yinsy6G0rYbe30QQqq/DY/
        JIeDAoO3+Fdli1NwiQ==
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg05F7Z/jLZVoiQVhE
        TvvUXcR63XJBzcOufyl5PAOo7bmhRANCAAS4Si7qn/a70uJ8Xr67TUAL2BHvBggT
        u0jUqAtNGUcKZmFRg0D2zLK5QsDjfD0skOL8UgMeYTizhAttXcDSoSRv
        -----END PRIVATE KEY-----
        """

    /// For `api.test` alone.
    static let namedCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBsjCCAVigAwIBAgIUf0WsVJcnxlTlwJibdlhm0Yc/6W4wCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDA1MjRaGA8yMTI2MTAzMDE0
        MDUyNFowEDEOMAwGA1UEAwwFbmFtZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
        AASi4G6EWijpXzbqEDQZXIqcOAuzeyr/CIss6cApIdTJyeoXijfZe1BvDwq0SZ8p
        SNNogIH8l9BaD2Cp17XGAL60o4GLMIGIMAwGA1UdEwEB/wQCMAAwDgYDVR0PAQH/
        BAQDAgeAMBMGA1UdJQQMMAoGCCsGAQUFBwMBMBMGA1UdEQQMMAqCCGFwaS50ZXN0
        MB0GA1UdDgQWBBSQmHjwacoj+VrXcw7PtRJDhjQa4zAfBgNVHSMEGDAWgBQnLsRP
        jVjgSSuJGsfiEZeEUSGGFjAKBggqhkjOPQQDAgNIADBFAiEAgAtR8Fwhd6T7tllh
        g2VGd/PZXYSiyXNYkfbkIoJkXAACIAWK0rErdUjsypelTHD138ltcpukaWls4ntx
        zHiBHgY5
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let namedKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbm5io8y4bPU8ynZr
        vDNMYqWvCNBwZXdk8/bMkY859E2hRANCAASi4G6EWijpXzbqEDQZXIqcOAuzeyr/
        CIss6cApIdTJyeoXijfZe1BvDwq0SZ8pSNNogIH8l9BaD2Cp17XGAL60
        -----END PRIVATE KEY-----
        """

    /// For a client named `client`.
    static let clientCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmzCCAUKgAwIBAgIUf0WsVJcnxlTlwJibdlhm0Yc/6W8wCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDA1MjRaGA8yMTI2MTAzMDE0
        MDUyNFowETEPMA0GA1UEAwwGY2xpZW50MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEfGxUDngmVQplVeONBERWF8Gfzz6jk3hKGgJ9tvxypukTmlAemTGgUK+3syQ2
        9GqAGBOkmJzieN42FuD0IDFFvKN1MHMwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8E
        BAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0OBBYEFLf37TN+WckvGFo9
        rml9d4WoCdi+MB8GA1UdIwQYMBaAFCcuxE+NWOBJK4kax+IRl4RRIYYWMAoGCCqG
        SM49BAMCA0cAMEQCIFTSYV4xMMu89OySMF7aN/3uW802D6KV8epcpsZfB83eAiA9
        h9/e/rqhUCFanXrdrJTSoE32qFTyexWWsQJ1hP8Csg==
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPKg0NvpvIvzsyreh
        v6Fodop4MLeQyKCh2hfYSoyrjf6hRANCAAR8bFQOeCZVCmVV440ERFYXwZ/PPqOT
        eEoaAn22/HKm6ROaUB6ZMaBQr7ezJDb0aoAYE6SYnOJ43jYW4PQgMUW8
        -----END PRIVATE KEY-----
        """

    /// For a client named `second`.
    static let secondCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBnDCCAUKgAwIBAgIUf0WsVJcnxlTlwJibdlhm0Yc/6XAwCgYIKoZIzj0EAwIw
        EjEQMA4GA1UEAwwHdGVzdC1jYTAgFw0yNjExMjMxNDA1MjRaGA8yMTI2MTAzMDE0
        MDUyNFowETEPMA0GA1UEAwwGc2Vjb25kMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
        QgAEyUc4w+JP0EBsLKtFjRyHhhp+KU7QrtwArp1x+0GU9VwIRPfoh8YK76lL7Kic
        LtZpocd56rqSGTTN5VIodCDaP6N1MHMwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8E
        BAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0OBBYEFPgPVbZXjAeqIQnX
        L9LYay82cNahMB8GA1UdIwQYMBaAFCcuxE+NWOBJK4kax+IRl4RRIYYWMAoGCCqG
        SM49BAMCA0gAMEUCICMEw4apctwAExNGmhd71qVHg3ZMwh2QD8flR8QZbeWlAiEA
        l6gH3EXlVvnVfZMkb7BdoHmdsma9GaHEL2f8zJbt/Lw=
        -----END CERTIFICATE-----
        """

    /// Its key.
    static let secondKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2g6QnCbz0JRbrUse
        fyNukctgit5gZVJLlgTTRGcgQU2hRANCAATJRzjD4k/QQGwsq0WNHIeGGn4pTtCu
        3ACunXH7QZT1XAhE9+iHxgrvqUvsqJwu1mmhx3nqupIZNM3lUih0INo/
        -----END PRIVATE KEY-----
        """
}
