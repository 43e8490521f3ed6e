using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Octobatch.Gateway.DataProtection;

/// <summary>Encrypts the secret part of a key before it is stored.</summary>
internal sealed class ServiceKeyXmlEncryptor(ServiceKeyCipher cipher) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("encryptedKey", Convert.ToBase64String(cipher.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(ServiceKeyXmlDecryptor));
}

/// <summary>Decrypts it again. Data Protection makes it by the name in the stored key, from the application's services.</summary>
internal sealed class ServiceKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<ServiceKeyCipher>().Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
